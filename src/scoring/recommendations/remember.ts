/**
 * What is prepared of a model and something else, such as a basket, remembered as long as that is used: a list and the reasons
 * of its products ask for the same again and again. Neither may change once it is made. The last model alone is remembered.
 */
export function remembered<Model, Of extends object, Prepared>(
  prepare: (model: Model, of: Of) => Prepared,
): (model: Model, of: Of) => Prepared {
  const prepared = new WeakMap<Of, { readonly model: Model; readonly value: Prepared }>();
  return (model, of) => {
    const known = prepared.get(of);
    if (known !== undefined && known.model === model) return known.value;
    const value = prepare(model, of);
    prepared.set(of, { model, value });
    return value;
  };
}

/** The same of what is prepared of a model alone: once for it. */
export function rememberedOf<Model extends object, Prepared>(
  prepare: (model: Model) => Prepared,
): (model: Model) => Prepared {
  const prepared = remembered((_: undefined, model: Model) => prepare(model));
  return (model) => prepared(undefined, model);
}
