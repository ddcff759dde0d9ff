import "./trending.queries.ts";
