// Starts Swagger UI on the page /api/v1/docs; inline scripts are forbidden.
const place = document.getElementById("interface");
window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  deepLinking: true,
  validatorUrl: null,
  displayRequestDuration: true,
});
