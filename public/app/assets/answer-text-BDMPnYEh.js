function e(e){return e.length<=2e4?0:Math.max(0,[...e].length-2e4)}function t(e){return e.trim()===``}function n(e,t,n){let r=e.slice(t,n).replaceAll(/^\n+|\n+$/g,``),i=t===0||e[t-1]===`
`?``:`
`,a=e[n]===`
`?``:`
`,o=`${i}\`\`\`\n${r}`;return{text:`${o}\n\`\`\`${a}`,caret:t+o.length}}const r=/^[ \t]*(`{3,}|~{3,})[^\n]*\n([\s\S]*?)(?:\n[ \t]*\1[ \t]*(?=\n|$)|$(?![\s\S]))/gm,i=/[^\n](?:[^\n]|\n(?![ \t]*\n))*/g;function a(e){let n=[],a=0,o=r=>{for(let{0:o,index:s}of e.slice(a,r).matchAll(i)){if(t(o))continue;let e=a+s;n.push({kind:`words`,start:e,end:e+o.trimEnd().length})}};for(let t of e.matchAll(r)){let e=t[2]??``;o(t.index);let r=t.index+t[0].indexOf(`
`)+1;n.push({kind:`code`,start:r,end:r+e.length}),a=t.index+t[0].length}return o(e.length),n}export{e as i,n,t as r,a as t};