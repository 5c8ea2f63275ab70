"""How the ranker of rewordings is made (`tonecheck.reword.ranker`): texts that readers judged, rewordings by people, and spoiled ones.

make train-ranker            (or: python -m tonecheck.learn.ranking corpora --out models/ranker-en)
"""
