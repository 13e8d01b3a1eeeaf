/* The style sheet: grey, colour for what is abnormal, and never colour alone (lines differ by dashes, priorities by glyph and word). Light and dark by
 * what the reader prefers, light on paper. Nothing in it refers to anything outside of the page. */
#include "report_style.h"

#include <stddef.h>

#define LIGHT \
	"--paper:#fff;--ink:#1c2024;--dim:#5a636b;--rule:#c9ced3;--soft:#f1f3f4;--line1:#1f4e79;--line2:#b45309;--line3:#5a636b;" \
	"--high:#b00020;--medium:#8a5a00;--low:#44505a;--gap:#e3e6e9;--mark:#b00020"
#define DARK \
	"--paper:#14171a;--ink:#dde1e4;--dim:#9aa4ac;--rule:#3a4249;--soft:#1d2226;--line1:#7db7ea;--line2:#f0a44b;--line3:#9aa4ac;" \
	"--high:#ff7b85;--medium:#f0c05a;--low:#aeb8c0;--gap:#2a3036;--mark:#ff7b85"

/* In pieces: one literal must not be longer than 4095 characters. */
const char *const report_style[] = {
	":root{" LIGHT "}\n"
	"@media (prefers-color-scheme:dark){:root{" DARK "}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,\"DejaVu Sans\",sans-serif;overflow-wrap:anywhere}\n"
	"main{max-width:1180px;margin:0 auto;padding:16px}\n"
	"h1{font-size:1.6em;line-height:1.25;margin:.2em 0}\n"
	"h2{font-size:1.25em;margin:1.8em 0 .5em;border-bottom:1px solid var(--rule);padding-bottom:.2em}\n"
	"h3{font-size:1.05em;margin:1.4em 0 .4em}\n"
	"p{margin:.5em 0;max-width:80ch}\n"
	"ul{padding-left:1.3em;margin:.5em 0}\n"
	"nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2em 1.2em}\n"
	"a{color:inherit}\n"
	".origin{font-weight:600;text-transform:uppercase;letter-spacing:.04em;border:1px solid currentColor;border-radius:3px;padding:0 .4em;white-space:nowrap}\n"
	".none,.note,.utc{color:var(--dim)}\n"
	".none{font-style:italic}\n"
	".note{font-size:.9em}\n"
	"time{white-space:nowrap;font-variant-numeric:tabular-nums}\n"
	".wide{overflow-x:auto;margin:.8em 0}\n"
	"table{border-collapse:collapse;font-variant-numeric:tabular-nums}\n"
	"caption{text-align:left;font-weight:600;padding:.3em 0}\n"
	"th,td{text-align:left;vertical-align:top;padding:.25em .7em .25em 0;border-bottom:1px solid var(--rule);overflow-wrap:normal}\n"
	"thead th{border-bottom:2px solid var(--rule);color:var(--dim);font-weight:600}\n"
	"tbody th{font-weight:600;white-space:nowrap}\n"
	"td.n,th.n{text-align:right;white-space:nowrap}\n"
	"thead th.n{white-space:normal;min-width:5em}\n"
	"td.t{min-width:14em;overflow-wrap:anywhere}\n"
	"tr.sum th,tr.sum td{background:var(--soft)}\n"
	".p-high{color:var(--high);font-weight:700;white-space:nowrap}\n"
	".p-medium{color:var(--medium);font-weight:600;white-space:nowrap}\n"
	".p-low{color:var(--low);white-space:nowrap}\n"
	".bad{color:var(--high);font-weight:600}\n"
	".facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,230px),1fr));gap:10px;margin:1em 0;padding:0}\n"
	".facts div{background:var(--soft);padding:.5em .8em;border-left:3px solid var(--rule)}\n"
	".facts dt{color:var(--dim);font-size:.9em}\n"
	".facts dd{margin:0;font-size:1.15em}\n"
	".facts dd small{font-size:.75em;display:block}\n"
	"figure{margin:1.2em 0;break-inside:avoid}\n"
	"figcaption,.what{font-size:.9em}\n"
	".what strong{font-size:1.08em}\n"
	".small figcaption{font-size:.75em}\n"
	".key{display:flex;flex-wrap:wrap;gap:.1em 1.2em;list-style:none;padding:0;margin:.2em 0}\n"
	".key svg{width:28px;height:10px;vertical-align:middle;margin-right:.4em}\n"
	".plot{padding:6px 4px 22px 58px}\n"
	".plot>svg{display:block;width:100%;height:190px;overflow:visible}\n"
	".tall .plot>svg{height:260px}\n"
	".small .plot{padding:2px 4px 2px 0}\n"
	".small .plot>svg{height:46px}\n"
	".charts,.smalls{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:4px 28px}\n"
	".smalls{grid-template-columns:repeat(auto-fill,minmax(min(100%,165px),1fr))}\n"
	".charts figure,.smalls figure{margin:.6em 0;min-width:0}\n",
	"svg text{font-size:11.5px;fill:var(--dim)}\n"
	"svg path,svg line{vector-effect:non-scaling-stroke}\n"
	".grid{stroke:var(--rule);stroke-width:1}\n"
	".l1,.l2,.l3{fill:none;stroke-width:1.6;stroke-linejoin:round}\n"
	".l1{stroke:var(--line1)}.l2{stroke:var(--line2);stroke-dasharray:7 3}.l3{stroke:var(--line3);stroke-dasharray:2 3}\n"
	".b1,.b2,.b3{stroke:none;opacity:.28}\n"
	".b1{fill:var(--line1)}.b2{fill:var(--line2)}.b3{fill:var(--line3)}\n"
	".limit{stroke:var(--high);stroke-width:1.2;stroke-dasharray:9 4;fill:none}\n"
	".gap{fill:var(--gap)}\n"
	".mark{stroke:var(--mark);stroke-width:1.2}\n"
	"svg text.m{fill:var(--mark);font-weight:700}\n"
	"@media (max-width:640px){time,tbody th{white-space:normal}time .utc{white-space:nowrap}td .utc{display:block}td.t .utc{display:inline}td.t{min-width:11em}.stack thead{display:none}.stack table,.stack tbody,.stack caption{display:block}.stack th[scope=row]{display:block;border:0;white-space:normal;padding-bottom:0}.stack tr{display:block;border-bottom:1px solid var(--rule);padding:.25em 0}.stack td{display:inline-block;border:0;padding-top:0;padding-bottom:0}.stack td.t{display:block}.stack td .utc{display:inline}.stack td.t+td.n::before{content:\"device clock: \";color:var(--dim)}.plot{padding-left:44px}th,td{padding-right:.5em}}\n"
	"@page{size:A4;margin:14mm}\n"
	"@media print{:root{" LIGHT "}body{font-size:10pt}main{max-width:none;padding:0}.wide{overflow:visible}table{font-size:8.5pt;width:100%}tr,h2,h3"
	"{break-inside:avoid}h2,h3,caption{break-after:avoid}nav{display:none}.charts{grid-template-columns:1fr 1fr}.smalls{grid-template-columns:repeat(4,1fr)}"
	"thead{display:table-header-group}time,tbody th,td.n,th.n{white-space:normal}}\n",
	NULL,
};
