// Draws each chart from the JSON beside it. `ast` reads expressions instead of compiling them, so no policy needs to be loosened.
for (const place of document.querySelectorAll(".drawing")) {
  const spec = JSON.parse(place.querySelector("script").textContent);
  vegaEmbed(place.querySelector(".vega"), spec, {
    mode: "vega-lite", renderer: "svg", actions: false, ast: true, hover: false, tooltip: { theme: "page" },
  }).then(() => { place.dataset.drawn = "yes"; }, (error) => { place.dataset.drawn = "no"; console.error(error); });
}
