import asyncio, sys
from pathlib import Path
from bench.measure import *
import contextlib
from tests.servers import broker_node, mongo_stand_in
BASE=Path('/tmp/base')
async def go(store,bus,rounds):
    async with contextlib.AsyncExitStack() as st:
        c={n: await st.enter_async_context(contestant(k, code, store=store+d, bus=bus)) for n,k,code,d in
          (('bare','events.RawRabbit',None,'x'),('base','events.House',BASE,'basex'),('now','events.House',None,'nowx'))}
        for flight,number in ((1,20),(32,128)):
            out=await in_turn(c,rounds,number,flight)
            for n in ('base','now'):
                for k in ('wall','settled','cpu'):
                    f=Figure('','',ratios(out['bare'],out[n],k)); print(flight,n,k,f.middle,f.spread)
            for n in out: print(n, *(median(s[k] for s in out[n])/number*1e6 for k in ('wall','settled','cpu')))
with broker_node() as b, mongo_stand_in() as m:
    u=m.url.partition('/?')
    import urllib.parse
    def url(db): return u[0]+'/'+db+'?'+u[2]
    class S(str):
        def __add__(self, d): return url(d)
    asyncio.run(go(S(),b.url,int(sys.argv[1])))
