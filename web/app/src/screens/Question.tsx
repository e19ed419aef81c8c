// Question: asked, answered and marked; its parts are in the folder `question`.

export { QuestionScreen as default } from "./question/QuestionScreen.tsx";
