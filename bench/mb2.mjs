import { readFileSync } from "node:fs";
import { engines } from "./engines.mjs";
const { load } = await import("../web/dist/validator.js");
const list = engines(await load());
const corpus = JSON.parse(readFileSync("out/corpus.json")).slice(0,2000);
const valid=corpus.filter(e=>e.valid);
const time=(f)=>{let best=1e9;for(let r=0;r<5;r++){const c=process.cpuUsage();let n=0;do n+=f();while(process.cpuUsage(c).user<60e3);const u=process.cpuUsage(c);best=Math.min(best,(u.user+u.system)*1000/n)}return best};
const res={};
for(const [name,e] of Object.entries(list)){ if(!e.judge)continue; res[name]=[time(()=>{for(const x of corpus)e.judge(x.input,x.region);return corpus.length}),time(()=>{for(const x of corpus)e.check(x.input,x.region);return corpus.length}),time(()=>{for(const x of valid)e.strict(x.e164);return valid.length})];console.log(name,res[name].map(Math.round))}
const peers=Object.entries(res).filter(([n])=>n!=="ours").map(([,r])=>r);
console.log([0,1,2].map(i=>(Math.min(...peers.map(r=>r[i]))/res.ours[i]).toFixed(1)))
