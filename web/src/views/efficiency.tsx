import { Overview } from "./overview";

export const Efficiency = Overview;
