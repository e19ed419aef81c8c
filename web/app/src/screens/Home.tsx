// Home: the first screen of the app, in its folder.

export { Home } from "./home/Home.tsx";
