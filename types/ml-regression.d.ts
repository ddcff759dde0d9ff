// The package has no types of its own; the one class that is used has them in the package that it comes from.
declare module "ml-regression" {
  export { default as MultivariateLinearRegression } from "ml-regression-multivariate-linear";
}
