import "./viewer.projection.ts";

export { ApiKey } from "./api-key.entity.ts";
export { createApiKey, hasAdminKey, newSecret } from "./api-key.store.ts";
export { type Authenticate, authenticator, type ProcessKey } from "./authenticate.ts";
