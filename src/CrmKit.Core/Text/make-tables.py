#!/usr/bin/env python3
"""Makes pinyin.txt and simplified.txt from the Unihan database, which Debian's package unicode-data has.

usage: make-tables.py [folder with Unihan_Readings.txt.bz2 and Unihan_Variants.txt.bz2]
"""
import bz2, collections, os, re, sys, unicodedata

source = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode"
here = os.path.dirname(os.path.abspath(__file__))
COMMON = 0.04  # a second reading counts from this share of a character's uses


def properties(file, *names):
    found = {name: {} for name in names}
    with bz2.open(os.path.join(source, file), "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] in found:
                code = int(parts[0][2:], 16)
                if 0x4E00 <= code <= 0x9FFF:
                    found[parts[1]][chr(code)] = parts[2]
    return [found[name] for name in names]


def plain(reading):
    """The syllable without its tone, ü written v."""
    marks = unicodedata.normalize("NFD", reading.lower())
    kept = "".join("\u0308" if m == "\u0308" else m for m in marks if not unicodedata.combining(m) or m == "\u0308")
    return kept.replace("u\u0308", "v").replace("\u0308", "")


def characters(values):
    found = [chr(int(code, 16)) for code in re.findall(r"U\+([0-9A-F]+)", values)]
    return [c for c in found if "\u4e00" <= c <= "\u9fff"]


def simple(c):
    try:
        return len(c.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


mandarin, uses, dictionary = properties("Unihan_Readings.txt.bz2", "kMandarin", "kHanyuPinlu", "kXHC1983")
simplified, semantic, shape = properties("Unihan_Variants.txt.bz2", "kSimplifiedVariant", "kSemanticVariant", "kZVariant")

folded = {}
for c in map(chr, range(0x4E00, 0xA000)):
    targets = characters(simplified.get(c, ""))
    if targets:
        if c not in targets:
            folded[c] = targets[0]
    elif not simple(c):
        same = [t for t in characters(semantic.get(c, "")) + characters(shape.get(c, "")) if simple(t)]
        if len(set(same)) == 1 and plain(mandarin.get(c, "?").split()[0]) == plain(mandarin.get(same[0], "!").split()[0]):
            folded[c] = same[0]
for c, t in list(folded.items()):
    if folded.get(t) not in (None, t, c):
        folded[c] = folded[t]

folded.update({"裏": "里", "裡": "里", "爲": "为", "瞭": "了"})

# In names these sound otherwise than the database's first reading, which is the one in running text.
first = {"长": "chang", "地": "di", "都": "du", "还": "huan", "了": "le", "的": "di", "得": "de", "着": "zhe"}

# Family names and words of everyday whose reading no table of frequencies has.
also = dict(zip("单查仇解曾任朴区盖翟乐缪员秘冼覃华燕宁繁召折黑句牟种祭那阚郗佘尉万俟长澹行重厦会都石率降还",
                "shan zha qiu xie zeng ren piao ou ge zhai yue miao yun bi xian qin hua yan ning po shao she he gou mu chong zhai na kan chi she yu mo qi zhang tan hang chong xia kuai du dan lv xiang hai".split()))

readings = collections.defaultdict(list)
for c in map(chr, range(0x4E00, 0xA000)):
    if c in folded or c not in mandarin:
        continue
    counts = collections.Counter()
    for reading, count in re.findall(r"(\S+?)\((\d+)\)", uses.get(c, "")):
        counts[plain(reading)] += int(count)
    total = sum(counts.values())
    known = [first[c]] if c in first else []
    known += [plain(mandarin[c].split()[0])] + [r for r, n in counts.most_common() if n >= COMMON * total]
    if c in also:
        known.append(also[c])
    for place, reading in enumerate(dict.fromkeys(known)):
        readings[reading].append((place, c))

with open(os.path.join(here, "pinyin.txt"), "w", encoding="utf-8", newline="\n") as out:
    out.write("# syllable:characters that it is the first reading of:characters that it is another reading of. Tones are left out, ü is written v. Made by make-tables.py from Unihan (Unicode License).\n")
    for syllable in sorted(s for s in readings if re.fullmatch("[a-z]+", s)):
        first = "".join(c for place, c in readings[syllable] if place == 0)
        other = "".join(c for place, c in readings[syllable] if place > 0)
        out.write(f"{syllable}:{first}:{other}\n")

with open(os.path.join(here, "simplified.txt"), "w", encoding="utf-8", newline="\n") as out:
    out.write("# simplified character:traditional characters and other forms of it. Made by make-tables.py from Unihan (Unicode License).\n")
    forms = collections.defaultdict(list)
    for c, t in folded.items():
        forms[t].append(c)
    for t in sorted(forms):
        out.write(f"{t}:{''.join(forms[t])}\n")
