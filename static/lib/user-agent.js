// What a browser says of itself, in the words that people use for it.

// The first that fits: most browsers claim to be some of those below them as well.
const BROWSERS = [
  ["Edge", /\bEdg(e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Chrome", /\b(Chrome|HeadlessChrome|CriOS)\//],
  ["Safari", /\bSafari\//],
];
const SYSTEMS = [
  ["Android", /\bAndroid\b/],
  ["iOS", /\b(iPhone|iPad|iPod)\b/],
  ["Windows", /\bWindows\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["macOS", /\bMac OS X\b/],
  ["Linux", /\bLinux\b/],
];

/** `Firefox · Linux`; what is not known is shown as it is. */
export function browserName(userAgent) {
  const of = (known) => known.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const names = [of(BROWSERS), of(SYSTEMS)].filter(Boolean);
  return names.length === 0 ? userAgent : names.join(" · ");
}
