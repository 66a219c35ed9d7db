"""Stories to fill a corpus with: every one its own places, people, goods and figures."""

from __future__ import annotations

import random

from reprint_trace.model import Document, Published

_PLACES = "临江 云溪 南岸 白石 青浦 河口 松岭 沙洲 北桥 柳湾 石门 东渡 长岗 金坪 清潭 望山".split()
_PEOPLE = "周明礼 陈秋生 何玉兰 郑大有 吴桂芬 孙立新 方小满 赵铁柱 钱如海 冯春燕 马向东 罗佩文".split()
_GOODS = "蘑菇 竹笋 茶叶 柑橘 藕粉 莲子 腊肠 豆腐 米酒 木梳 藤椅 油伞 陶罐 棉布 剪纸 风筝".split()
_TRADES = "合作社 加工厂 作坊 收购点 门店 车间 果园 茶场 渔队 苗圃".split()
_SCENES = [
    "天还没亮，{place}镇的{goods}{trade}里已经亮起了灯，{person}弯着腰一件件地挑拣。",
    "“去年卖了{n}斤，今年订单又多出{m}成。”{person}把账本摊开给来客看。",
    "{place}到县城的路修通以后，运一车{goods}只要{n}分钟，比从前省下大半。",
    "{person}记得，{m}年前这里连一盏路灯都没有，谁也不肯留下来开{trade}。",
    "村里算过一笔账：一亩{goods}的收入是{n}元，除去工钱，净剩{m}成。",
    "为了守住老手艺，{person}收了{m}个徒弟，最小的才{n}天前满十八岁。",
    "雨季一到，{place}的河水涨到{n}厘米，{trade}的人轮流守夜，没有丢一筐{goods}。",
    "外地来的客商蹲在{goods}旁边闻了又闻，当场和{person}签下{n}箱的单子。",
    "{trade}门口的黑板上写着当天的价钱：{goods}每斤{m}元，送到{place}另加{n}角。",
    "傍晚收工，{person}把最后{n}斤{goods}送给隔壁的老人，说明天还要早起。",
    "县里的技术员每月来{m}次，手把手教大家给{goods}防病，{place}的减产少了{n}户。",
    "谈起往后的打算，{person}只说一句：把{place}的{goods}卖到更远的地方去。",
]


def story(seed: int, sentences: int = 14) -> str:
    """A story of its own for every seed, of about 35 characters a sentence."""
    draw = random.Random(seed)
    place, person, goods, trade = (draw.choice(words) for words in (_PLACES, _PEOPLE, _GOODS, _TRADES))
    others = draw.sample(_PEOPLE, 3), draw.sample(_GOODS, 3)
    lines = []
    for number in range(sentences):
        scene = _SCENES[draw.randrange(len(_SCENES))]
        line = scene.format(
            place=place if number % 3 else draw.choice(_PLACES),
            person=draw.choice([person, *others[0]]),
            goods=draw.choice([goods, *others[1]]),
            trade=trade,
            n=draw.randint(11, 989),
            m=draw.randint(2, 9),
        )
        lines.append(line)
    return "\n".join(lines)


def document(seed: int, **fields: str) -> Document:
    """A document around `story(seed)`, dated a day of 2021."""
    date = f"2021-{seed % 12 + 1:02}-{seed % 28 + 1:02}"
    published = Published(value=date, precision="day", basis="corpus", quote=date)
    return Document(id=fields.pop("id", f"d{seed}"), text=story(seed), source="临江日报", published=published)


def documents(count: int) -> list[Document]:
    return [document(seed) for seed in range(count)]
