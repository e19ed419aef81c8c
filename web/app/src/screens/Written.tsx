// Written interview: questions and answers in turn; its parts are in the folder `written`.

export { WrittenScreen as default } from "./written/WrittenScreen.tsx";
