/**
 * A command line that runs this script on Windows, whatever shell the SSH server starts: encoded, so that nothing of it is
 * quoted twice. Texts there are in the language of the machine; property names and numbers are not.
 */
export function powershell(script: string): string {
  const full = `$ErrorActionPreference='Stop';$ProgressPreference='SilentlyContinue';[Console]::OutputEncoding=[Text.Encoding]::UTF8\n${script}`;
  let bytes = '';
  for (let at = 0; at < full.length; at += 1) {
    const unit = full.charCodeAt(at);
    bytes += String.fromCharCode(unit & 255, unit >> 8);
  }
  return `powershell -NoProfile -NonInteractive -EncodedCommand ${btoa(bytes)}`;
}

/** One word for PowerShell: nothing is special between single quotes but the quote itself, in its typographic forms too. */
export function quotePowershell(word: string): string {
  return `'${word.replaceAll(/['\u2018\u2019\u201A\u201B]/g, '$&$&')}'`;
}
