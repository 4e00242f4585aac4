/** Names of tools that only scan and attack, as they give themselves in User-Agent. */
const scanners =
  /friendly-scanner|sipvicious|sipcli|sip-?scan|sundayddr|iwar|vaxsipuseragent|pplsip|smap|sipsak-attack|svmap|svwar|svcrack/i;

export function isScanner(userAgent: string | undefined): boolean {
  return userAgent !== undefined && scanners.test(userAgent);
}
