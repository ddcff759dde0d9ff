/** The names of the public contract that these tests use. */
export const words = {
  channels: ["WEB", "MOBILE_APP", "IN_STORE", "OTHER"],
  types: ["PRODUCT_VIEWED", "PRODUCT_REVIEWED", "ORDER_COMPLETED", "ORDER_REFUNDED", "SIGNED_UP", "SEARCHED"],
  identityKinds: ["USER_ID", "EMAIL", "PHONE", "ANONYMOUS_ID"],
};
