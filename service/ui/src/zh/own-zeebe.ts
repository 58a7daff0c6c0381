/** Chinese for the panel of the Camunda 8 dialect (`zeebe:` elements). */
export const zeebeWords: Record<string, string> = {};
