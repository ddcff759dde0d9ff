import type { CustomerFacts, ProductFacts } from "./history.ts";
import { codeOf, type Signal } from "./signals.ts";

/** What a touch itself says of its product or its customer. */
export type ToldProduct = Omit<ProductFacts, "id" | "price">;
export type ToldCustomer = Omit<CustomerFacts, "id">;

export interface Interaction {
  readonly customer: string;
  readonly product: string;
  readonly signal: Signal;
  readonly at: Date;
  readonly channel: string;
  /** What one unit cost, and in which currency; that of the shop where nobody says it. */
  readonly price?: number;
  readonly currency?: string;
  readonly toldProduct?: ToldProduct;
  readonly toldCustomer?: ToldCustomer;
}

/** Each value once, by its place. */
export class Places<Value> {
  readonly values: Value[] = [];
  readonly #places = new Map<string, number>();

  of(key: string, value: Value): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}

const NOTHING_TOLD = 0;

/** Touches of products in the order in which they came, as columns: a file of millions of rows fits into memory. */
export class Interactions {
  readonly customers = new Places<string>();
  readonly products = new Places<string>();
  readonly channels = new Places<string>();
  readonly currencies = new Places<string>();
  readonly toldProducts = new Places<ToldProduct>();
  readonly toldCustomers = new Places<ToldCustomer>();
  readonly customer: number[] = [];
  readonly product: number[] = [];
  readonly signal: number[] = [];
  readonly at: number[] = [];
  readonly price: number[] = [];
  /** Places of the prices' currencies; 0 where nobody says it. */
  readonly currency: number[] = [];
  readonly channel: number[] = [];
  readonly toldProduct: number[] = [];
  readonly toldCustomer: number[] = [];

  constructor() {
    this.currencies.of("", "");
    this.toldProducts.of("{}", {});
    this.toldCustomers.of("{}", {});
  }

  get size(): number {
    return this.customer.length;
  }

  add({ customer, product, signal, at, channel, price, currency = "", toldProduct, toldCustomer }: Interaction): void {
    this.customer.push(this.customers.of(customer, customer));
    this.product.push(this.products.of(product, product));
    this.signal.push(codeOf(signal));
    this.at.push(at.getTime());
    this.price.push(price ?? Number.NaN);
    this.currency.push(this.currencies.of(currency, currency));
    this.channel.push(this.channels.of(channel, channel));
    this.toldProduct.push(
      toldProduct === undefined ? NOTHING_TOLD : this.toldProducts.of(JSON.stringify(toldProduct), toldProduct),
    );
    this.toldCustomer.push(
      toldCustomer === undefined ? NOTHING_TOLD : this.toldCustomers.of(JSON.stringify(toldCustomer), toldCustomer),
    );
  }
}
