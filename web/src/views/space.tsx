import { Overview } from "./overview";

export const Space = Overview;
