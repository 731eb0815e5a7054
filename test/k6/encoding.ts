// The fake of `k6/encoding`.
const encoding = {
  b64encode: (text: string) => Buffer.from(text, 'utf8').toString('base64'),
};

// biome-ignore lint/style/noDefaultExport: as k6 has it
export default encoding;
