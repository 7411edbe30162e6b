import { Overview } from "./overview";

export const Regions = Overview;
