// Packages that bring no types, and styles that the bundler takes from scripts.
declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  export default function SwaggerUI(options: Record<string, unknown>): unknown;
}
declare module "*.css";
