// Review: the screen stands in review/; its styles are loaded with it.

import "../look/charts.css";
import "../look/marks.css";

export { default } from "./review/Review.tsx";
