export const handler = async () => "yes";
