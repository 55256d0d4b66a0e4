/** The sample exophotos.json of a download: what a first pass needs, to be filled in. */
export const sampleSettings = `${JSON.stringify(
  {
    tenant: "00000000-0000-0000-0000-000000000000",
    clientId: "00000000-0000-0000-0000-000000000000",
    certificate: "exophotos-app.pfx",
    certificatePasswordFile: "exophotos-app-password.txt",
    out: "D:\\exophotos\\out",
    deadline: "4h",
  },
  undefined,
  2,
).replaceAll("\n", "\r\n")}\r\n`;
