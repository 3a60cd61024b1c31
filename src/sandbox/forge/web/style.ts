// The look of the pages.

export const style = `
:root{--ink:#1f1e24;--soft:#626168;--line:#dcdcde;--paper:#fff;--back:#f7f7f8;--accent:#1f75cb;--go:#108548;--stop:#c91c00;--done:#6b4fbb;
--add:#e7f8ec;--add-ink:#0a5c2e;--del:#fdeceb;--del-ink:#8d1300;--hunk:#eef4fb;--mod:#fff4d9;--mod-ink:#6b4700;font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--ink);background:var(--paper)}
@media (prefers-color-scheme:dark){:root{--ink:#ececef;--soft:#a4a3a8;--line:#3d3d44;--paper:#18171d;--back:#222127;--accent:#63a6e9;--go:#2da160;--stop:#ec5941;--done:#a989f5;
--add:#12311e;--add-ink:#91d4a8;--del:#3a1714;--del-ink:#fcb5aa;--hunk:#1b2a3a;--mod:#372a0c;--mod-ink:#f0ca78}}
:root{color-scheme:light dark}*{box-sizing:border-box}body{margin:0}a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
.top{display:flex;gap:1rem;align-items:center;padding:.5rem 1.25rem;background:#2e2a3d;color:#ececef;flex-wrap:wrap}.top .brand{color:#fff;font-weight:700}
.hint{color:#bdb9cc;font-size:.85rem;flex:1}.who,.who form{display:flex;gap:.4rem;align-items:center}
nav.project{display:flex;gap:1.1rem;align-items:center;padding:.6rem 1.25rem;background:var(--back);border-bottom:1px solid var(--line);flex-wrap:wrap}
nav.project strong{margin-right:.6rem}nav a[aria-current]{color:var(--ink);font-weight:600;box-shadow:0 2px 0 var(--accent)}
main{max-width:1060px;margin:0 auto;padding:1.25rem}h1{font-size:1.5rem;line-height:1.25;margin:.2rem 0 .6rem}h2{font-size:1.1rem;margin:1.5rem 0 .5rem}
.soft,time{color:var(--soft)}.small{font-size:.87rem}.count{background:var(--line);border-radius:9px;padding:0 .5em;font-size:.8rem}
.badge{display:inline-block;border-radius:999px;padding:.1rem .65rem;font-size:.82rem;font-weight:600;color:#fff;background:var(--go)}.badge.merged{background:var(--accent)}.badge.closed{background:var(--stop)}.badge.plain{background:var(--line);color:var(--ink)}
code,pre,.mono{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.87em}code{background:var(--back);border-radius:4px;padding:.1em .35em}
pre{background:var(--back);border:1px solid var(--line);border-radius:6px;padding:.7rem .9rem;overflow:auto}pre code{background:none;padding:0}
table{border-collapse:collapse}.md table{margin:.7rem 0;display:block;overflow:auto}.md th,.md td{border:1px solid var(--line);padding:.35rem .7rem}.md th{background:var(--back);text-align:left}
.md>:first-child{margin-top:0}.md>:last-child{margin-bottom:0}.md h3{font-size:1.08rem;margin:.9rem 0 .4rem}.md blockquote{margin:.6rem 0;padding-left:.8rem;border-left:3px solid var(--line);color:var(--soft)}.md img{max-width:100%}
details{margin:.4rem 0}summary{cursor:pointer}
.box{border:1px solid var(--line);border-radius:8px;margin:1rem 0;background:var(--paper);overflow:hidden}.box>header{padding:.55rem .9rem;background:var(--back);border-bottom:1px solid var(--line);display:flex;gap:.6rem;align-items:center;flex-wrap:wrap}.box>.in{padding:.9rem}
.box.ok{border-left:4px solid var(--go)}.box.no{border-left:4px solid var(--stop)}.box.wait{border-left:4px solid #c17d10}.box.end{border-left:4px solid var(--accent)}
.rows{list-style:none;margin:0;padding:0}.rows>li{display:flex;gap:.8rem;align-items:center;padding:.6rem .9rem;border-top:1px solid var(--line)}.rows>li:first-child{border-top:0}.grow{flex:1;min-width:0}
.note{display:flex;gap:.8rem;margin:1rem 0}.note .box{flex:1;margin:0;min-width:0}.avatar{border-radius:50%;flex:none;vertical-align:middle}.system{margin:.7rem 0 .7rem 3rem;color:var(--soft);font-size:.9rem}.system ul{margin:.2rem 0}.system p{display:inline}
.lights{display:flex;flex-direction:column;gap:.35rem}.light::before{content:"";display:inline-block;width:.65rem;height:.65rem;border-radius:50%;background:#c17d10;margin-right:.5rem}.light.success::before{background:var(--go)}.light.failed::before{background:var(--stop)}.light.canceled::before,.light.skipped::before{background:var(--soft)}
button,.button{font:inherit;font-size:.92rem;border:1px solid var(--line);background:var(--paper);color:var(--ink);border-radius:6px;padding:.35rem .8rem;cursor:pointer;display:inline-block}button:hover:not(:disabled),.button:hover{border-color:var(--soft);text-decoration:none}
button.main,.button.main{background:var(--accent);border-color:var(--accent);color:#fff}.go{background:var(--go)!important;border-color:var(--go)!important;color:#fff}button:disabled{opacity:.5;cursor:not-allowed}
@media (prefers-color-scheme:dark){button.main,.button.main{background:#1f75cb;border-color:#1f75cb}.go{background:#108548!important}}
.actions{display:flex;gap:.6rem;align-items:center;flex-wrap:wrap}.why{color:var(--soft);font-size:.88rem}textarea,input[type=text],select{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:.4rem .6rem}textarea,input[type=text]{width:100%}.top select,.top button{color:#1f1e24;background:#fff}.top select{padding:.2rem .4rem;font-size:.85rem}.top button{padding:.2rem .6rem;font-size:.85rem}
label{display:block;margin:.7rem 0;font-weight:600}label>*{margin-top:.25rem;font-weight:400}label input[type=text],label textarea,label select{font-weight:400}label.inline{font-weight:400;display:flex;gap:.4rem;align-items:center}label.inline>*{margin:0}
.diff{width:100%;font-size:.84rem}.diff td{padding:0 .6rem;white-space:pre-wrap;overflow-wrap:anywhere;vertical-align:top}.diff .n{width:1%;min-width:3rem;text-align:right;color:var(--soft);user-select:none;background:var(--back);white-space:nowrap}
.diff .add td:last-child,.md .add{background:var(--add);color:var(--add-ink)}.diff .del td:last-child,.md .del{background:var(--del);color:var(--del-ink)}.diff .hunk td,.md .hunk{background:var(--hunk);color:var(--soft)}.md .mod{background:var(--mod);color:var(--mod-ink)}.md pre .add,.md pre .del,.md pre .hunk,.md pre .mod{display:inline-block;min-width:100%}
.tabs{display:flex;gap:1.2rem;border-bottom:1px solid var(--line);margin:1rem 0}.tabs a{padding:.4rem 0;color:var(--soft)}.tabs a[aria-current]{color:var(--ink);font-weight:600;box-shadow:0 2px 0 var(--accent)}
.inline-form{display:inline-block}button.small{padding:.05rem .5rem;font-size:.8rem}.remarks{padding-left:0;list-style:none}.remarks li{margin:.3rem 0;white-space:pre-line}.diff .remark td:last-child{background:var(--hunk);font-family:system-ui,sans-serif;padding:.4rem .6rem}.light details{margin-left:1.2rem}
.source{width:100%}.source td{padding:0 .7rem;white-space:pre-wrap;overflow-wrap:anywhere}.source .n{width:1%;text-align:right;color:var(--soft);user-select:none;background:var(--back)}
`;

/** Looks for news and swaps the parts of the page marked as live; folds that a reader opened stay open. */
export const liveScript = `
const project = document.currentScript.dataset.project;
let busy = false, again = false;
const refresh = async () => {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of document.querySelectorAll('[data-live]')) {
      const next = fresh.getElementById(part.id);
      if (!next || next.innerHTML === part.innerHTML || part.contains(document.activeElement) && document.activeElement.matches('textarea,input')) continue;
      const open = new Set([...part.querySelectorAll('details[open]>summary')].map((summary) => summary.textContent));
      for (const summary of next.querySelectorAll('details>summary')) if (open.has(summary.textContent)) summary.parentElement.open = true;
      part.replaceWith(document.importNode(next, true));
    }
  } finally { busy = false; if (again) { again = false; refresh(); } }
};
const events = new EventSource('/-/live?project=' + encodeURIComponent(project));
events.onmessage = refresh;
`;
