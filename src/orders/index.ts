import "./order.projection.ts";

export { ordersFollowTouchpoints } from "./follow-touchpoints.ts";
export { CustomerOrder, OrderLine, OrderNumber, OrderTouchpoint, Refund, RefundLine } from "./order.entity.ts";
export { orderType } from "./order.projection.ts";
