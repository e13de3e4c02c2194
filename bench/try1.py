import asyncio, sys
from pathlib import Path
from bench.measure import *
from bench.submitting import client
import contextlib
BASE=Path('/tmp/base')
async def submit(rounds):
    async with contextlib.AsyncExitStack() as st:
        c={n: await st.enter_async_context(contestant(k, code)) for n,k,code in
          (('bare','submitting.BareSqlite',None),('base','submitting.House',BASE),('now','submitting.House',None))}
        cl={n: await st.enter_async_context(client(x.told['port'])) for n,x in c.items()}
        for flight,number in ((1,100),(16,320)):
            out={n:[] for n in c}
            for turn in range(rounds+1):
                for n in c:
                    a=await c[n].ask(do='cpu')
                    w=await cl[n].post(number,flight)
                    await c[n].ask(do='quiet')
                    b=await c[n].ask(do='cpu')
                    if turn: out[n].append({'wall':w,'cpu':b['cpu']-a['cpu']})
            for n in ('base','now'):
                for k in ('wall','cpu'):
                    r=ratios(out['bare'],out[n],k); f=Figure('','',r); print(flight,n,k,f.middle,f.spread)
            for n in out: print(n, median(s['wall'] for s in out[n])/number*1e6, median(s['cpu'] for s in out[n])/number*1e6)
async def events(rounds):
    async with contextlib.AsyncExitStack() as st:
        c={n: await st.enter_async_context(contestant(k, code)) for n,k,code in
          (('bare','events.RawLocal',None),('base','events.House',BASE),('now','events.House',None))}
        for flight,number in ((1,50),(64,512)):
            out=await in_turn(c,rounds,number,flight)
            for n in ('base','now'):
                for k in ('wall','settled','cpu'):
                    f=Figure('','',ratios(out['bare'],out[n],k)); print(flight,n,k,f.middle,f.spread)
            for n in out: print(n, *(median(s[k] for s in out[n])/number*1e6 for k in ('wall','settled','cpu')))
if __name__=='__main__':
    asyncio.run(globals()[sys.argv[1]](int(sys.argv[2])))
