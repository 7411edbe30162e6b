import { Overview } from "./overview";

export const Time = Overview;
