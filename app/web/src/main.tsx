import { render } from "preact";

import { App } from "./app";
import { loadSettings } from "./api/settings";
import { tell } from "./ui/fault";
import "./style/tokens.css";
import "./style/base.css";
import "./style/print.css";

const place = document.getElementById("desk");
if (place === null) throw new Error("index.html has no #desk");
try {
  const settings = await loadSettings();
  render(<App settings={settings} />, place);
} catch (fault) {
  render(tell(fault), place);
}
