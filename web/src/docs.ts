// The reference of the API at /api/docs: Swagger UI over the document that this server makes of itself.
// A bundle of its own, so that no other page carries it.

import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import "./styles/docs.css";

const place = document.getElementById("reference");
if (place) {
  SwaggerUI({
    domNode: place,
    url: place.dataset.document,
    deepLinking: true,
    docExpansion: "none",
    filter: true,
    tryItOutEnabled: false,
    persistAuthorization: false,
    validatorUrl: null,
  });
}
