import { chromium } from 'playwright-core';
import { startMockServer, DEV_CREDENTIALS as c } from '@rtms-mock/server';
Object.assign(process.env,{ZM_RTMS_CLIENT:c.apps[0].clientId,ZM_RTMS_SECRET:c.apps[0].clientSecret,ZM_RTMS_WEBHOOK_SECRET:c.secretToken});
const { startReceiver } = await import('/tmp/wt/h-app/packages/sample-app/dist/receiver.js');
const server = await startMockServer({port:0,mediaPort:0});
const r = await startReceiver({listen:{host:'localhost',port:0,orAnyPort:true},path:'/webhook',keepBytes:256e6,ffmpeg:'ffmpeg',statusEveryMs:1e9,display:{line:(l)=>console.log(l),status(){},clear(){}}});
const b = await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu','--disable-quic']});
const errs=[];
for (const [w,theme] of [[1280,'light'],[400,'dark']]) {
  const p = await b.newPage({viewport:{width:w,height:900},colorScheme:theme});
  p.on('console',m=>{ if(m.type()==='error') errs.push(m.text())}); p.on('pageerror',e=>errs.push(e.message));
  await p.goto(r.pageUrl); await p.getByText('Connected',{exact:true}).waitFor();
  if (w===1280) { await p.screenshot({path:'/tmp/app/empty.png',fullPage:true}); await server.validateWebhook(r.url); const m = await server.startMeeting({webhookUrl:r.url}); globalThis.m=m; await p.waitForTimeout(15000); }
  else await p.waitForTimeout(4000);
  await p.screenshot({path:`/tmp/app/${w}.png`,fullPage:true});
  if (w===1280) { await p.getByLabel('Audio codec').selectOption('OPUS'); await p.getByLabel('Video codec').selectOption('JPG'); await p.getByRole('button',{name:'Join with these formats'}).click(); await p.waitForTimeout(5000); await p.screenshot({path:`/tmp/app/opus.png`,fullPage:true}); }
  console.log(w, await p.evaluate('document.documentElement.scrollWidth - innerWidth'));
}
console.log(errs); await b.close(); await r.close(); await server.close(); process.exit(0);
