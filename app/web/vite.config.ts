import { defineConfig } from "vite";

// relative addresses, so that the build works below any path of a proxy
export default defineConfig({
  base: "./",
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1500 },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  // the service that `npm run dev` asks
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(
      ["/siting", "/layers", "/measures", "/tiles", "/rasters", "/codes", "/facts", "/rules", "/desk", "/jobs"].map(
        (path) => [path, "http://127.0.0.1:8000"],
      ),
    ),
  },
});
