import { Overview } from "./overview";

export const Compare = Overview;
