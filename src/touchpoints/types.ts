/** What a touchpoint can be; the names follow Segment's e-commerce spec where it has one. */
export const TOUCHPOINT_TYPES = {
  PAGE_VIEWED: "A page or screen was seen.",
  SEARCHED: "Something was searched for; the words are in searchQuery.",
  PRODUCT_LIST_VIEWED: "A list or category of products was seen.",
  PRODUCT_VIEWED: "A product's page was seen.",
  PRODUCT_CLICKED: "A product was clicked in a list.",
  PRODUCT_ADDED: "A product was put into the cart.",
  PRODUCT_REMOVED: "A product was taken out of the cart.",
  CART_VIEWED: "The cart was seen.",
  CHECKOUT_STARTED: "The checkout was begun.",
  ORDER_COMPLETED: "An order was placed; needs order with its lines.",
  ORDER_REFUNDED: "Money was given back; needs order. Without lines and total: the whole order.",
  ORDER_CANCELLED: "An order was cancelled; needs order. Without lines and total: the whole order.",
  WISHLIST_ADDED: "A product was put on a wish list.",
  PRODUCT_REVIEWED: "A product was reviewed.",
  PRODUCT_SHARED: "A product was shared.",
  PROMOTION_VIEWED: "A promotion was seen.",
  PROMOTION_CLICKED: "A promotion was clicked.",
  MESSAGE_SENT: "A message was sent to the customer.",
  MESSAGE_DELIVERED: "A message arrived.",
  MESSAGE_OPENED: "A message was opened.",
  MESSAGE_CLICKED: "A link in a message was followed.",
  MESSAGE_BOUNCED: "A message came back.",
  UNSUBSCRIBED: "The customer wants no more messages.",
  RECOMMENDATION_SHOWN: "A recommendation was shown.",
  RECOMMENDATION_CLICKED: "A recommendation was clicked.",
  SIGNED_UP: "An account was made.",
  SIGNED_IN: "The customer signed in.",
  SUPPORT_CONTACTED: "The customer asked for help.",
  STORE_VISITED: "A shop was visited.",
  CUSTOM: "Anything else; the name says what.",
} as const;

export type TouchpointType = keyof typeof TOUCHPOINT_TYPES;

const LAST_WORDS: ReadonlySet<string> = new Set(["UNSUBSCRIBED", "MESSAGE_BOUNCED"] satisfies TouchpointType[]);

/**
 * Whether it tells that nobody is to write to a person, or to an address, any more. A withdrawal counts whoever makes it, and that an
 * address reaches nobody is no behaviour of anybody's: it is taken even where the rest of what its sender says is not known here.
 */
export const endsMessages = (type: TouchpointType): boolean => LAST_WORDS.has(type);

/** The types that tell something of an order. */
export const ORDER_TYPES = ["ORDER_COMPLETED", "ORDER_REFUNDED", "ORDER_CANCELLED"] as const satisfies TouchpointType[];

const OF_ORDERS: ReadonlySet<string> = new Set(ORDER_TYPES);

export const isOfOrder = (type: TouchpointType): boolean => OF_ORDERS.has(type);
