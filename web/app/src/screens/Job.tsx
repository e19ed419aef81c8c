// Job: the screen of one job, in its folder.

export { default } from "./job/Job.tsx";
