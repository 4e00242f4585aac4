/** One page without a framework: place a call, see the last calls, read what each number does. */
export function page(): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sandbox carrier</title>
<style>
:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent)}
body{font:15px/1.5 system-ui,sans-serif;max-width:900px;margin:0 auto;padding:24px}
h1{font-size:24px;margin:0}h2{font-size:17px;margin:28px 0 8px}p{margin:4px 0 0;opacity:.75}
form{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;align-items:end;margin-top:18px}
label{display:grid;gap:4px;font-size:13px}input,select,button{font:inherit;padding:8px 10px;border:1px solid var(--line);border-radius:8px;background:transparent;color:inherit}
button{background:#23408e;color:#fff;border-color:#23408e;font-weight:600;cursor:pointer}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:6px 8px;border-top:1px solid var(--line);font-size:14px}
</style></head><body><main>
<h1>Sandbox carrier</h1><p>A carrier that carries nothing real: it answers any number and can call yours.</p>
<form id="call"><label>Call<input name="to" placeholder="+33199001234" required></label><label>From<input name="from" placeholder="+33639980000 or anonymous"></label>
<label>Sound<select name="sound"><option>tone</option><option>echo</option><option>music</option></select></label>
<label>Seconds<input name="seconds" value="30" inputmode="numeric"></label><label>Digits<input name="digits"></label><button>Call</button></form>
<p role="status" id="said"></p>
<h2>Last calls</h2><table><thead><tr><th>When</th><th>Direction</th><th>Number</th><th>State</th></tr></thead><tbody id="calls"></tbody></table>
<h2>What numbers do, by their last digits</h2><table><thead><tr><th>Ends with</th><th>It …</th></tr></thead><tbody id="rows"></tbody></table>
</main><script>
const cell=(text)=>{const td=document.createElement('td');td.textContent=text;return td};
const row=(cells)=>{const tr=document.createElement('tr');tr.append(...cells.map(cell));return tr};
async function refresh(){const s=await (await fetch('/state')).json();
calls.replaceChildren(...s.calls.map(c=>row([new Date(c.startedAt).toLocaleTimeString(),c.direction==='to_customer'?'to you':'from you',c.number,c.ended??(c.answered?'talking':'ringing')])));
rows.replaceChildren(...s.behaviours.map(b=>row(['…'+b.digits,b.about])))}
const calls=document.getElementById('calls'),rows=document.getElementById('rows'),said=document.getElementById('said');
document.getElementById('call').addEventListener('submit',async(e)=>{e.preventDefault();said.textContent='Calling…';
const r=await fetch('/calls',{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify(Object.fromEntries(new FormData(e.target)))});
const o=await r.json();said.textContent=o.error??(o.kind==='answered'?'Talked '+o.talkedSeconds+' s, '+o.hungUpBy+' hung up':o.kind==='refused'?'Refused: '+o.status+' '+o.reason:'Nobody answered');refresh()});
setInterval(refresh,1500);refresh();
</script></body></html>`;
}
