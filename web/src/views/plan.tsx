import { Overview } from "./overview";

export const Plan = Overview;
