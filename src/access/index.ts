import "./viewer.projection.ts";

export { ApiKey } from "./api-key.entity.ts";
export { createApiKey, hasAdminKey, renewApiKey } from "./api-key.store.ts";
export { type Authenticate, authenticator } from "./authenticate.ts";
