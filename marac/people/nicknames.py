"""Short forms of first names in common use in England and Wales: Beth for Bethany or Elizabeth."""

_SHORT_FORMS = {
    "abigail": "abbie abby abi gail", "agnieszka": "aga", "alan": "al", "albert": "al bert bertie",
    "alexander": "alex al sandy xander sasha alec", "alexandra": "alex sandra sandy sasha lexi",
    "alison": "ali", "amanda": "mandy", "amelia": "millie", "andre": "andy", "andrea": "andy",
    "andrew": "andy drew", "angela": "angie ange", "anita": "neeta", "ann": "annie nan",
    "anne": "annie nan", "anthony": "tony ant", "antony": "tony ant", "antonia": "toni", "arthur": "art",
    "barbara": "barb babs", "barry": "baz bazza", "benjamin": "ben benny benji", "bernadette": "bernie",
    "bernard": "bernie", "bethany": "beth", "bradley": "brad", "bridget": "biddy bridie", "cameron": "cam",
    "carol": "caz", "caroline": "carrie caz carol", "catherine": "cath cathy kate katie kath kathy cat",
    "charles": "charlie chas chaz chuck", "charlotte": "charlie lottie char", "christian": "chris",
    "christina": "chris chrissie tina", "christine": "chris chrissie tina",
    "christopher": "chris kit topher", "clifford": "cliff", "clive": "cliff", "constance": "connie",
    "craig": "craigy", "cynthia": "cindy", "daniel": "dan danny", "danielle": "dani danni elle",
    "darren": "daz dazza", "david": "dave davey davy dai", "dawn": "dawnie",
    "deborah": "deb debbie debs debra", "denise": "den", "dennis": "den denny", "derek": "del",
    "diana": "di", "diane": "di", "dominic": "dom", "donald": "don donny", "dorothy": "dot dottie dolly",
    "douglas": "doug dougie", "edward": "ed eddie ted teddy ned", "eleanor": "ellie nell nora elle",
    "elizabeth": "beth betty liz lizzie lizzy eliza libby betsy bess lisa elsie", "emily": "em emmy",
    "emma": "em", "eric": "rick", "erica": "rikki", "eugene": "gene", "eve": "evie",
    "frances": "fran franny frankie", "francis": "frank frankie", "franklin": "frank",
    "frederick": "fred freddie", "gabriel": "gabe", "gareth": "gaz gary", "gary": "gaz gazza",
    "geoffrey": "geoff jeff", "george": "georgie", "georgina": "georgie gina", "gerald": "gerry jerry",
    "gerard": "gerry jerry", "gillian": "gill jill jilly", "gordon": "gord", "graham": "gray",
    "gregory": "greg", "gwendolen": "gwen", "hannah": "han", "harold": "harry hal",
    "harriet": "hattie harry", "harry": "haz", "helen": "nell nellie", "henry": "harry hal hank",
    "howard": "howie", "hugh": "hughie", "ian": "iain", "isabel": "izzy bella isa",
    "isabella": "izzy bella", "isobel": "izzy", "jack": "jackie", "jacob": "jake",
    "jacqueline": "jackie jacqui", "james": "jim jimmy jamie jimbo", "janet": "jan", "janice": "jan",
    "jason": "jay jase", "jeffrey": "jeff", "jennifer": "jen jenny jenni", "jeremy": "jez jerry jem",
    "jessica": "jess jessie", "joan": "joanie", "joanna": "jo", "joanne": "jo",
    "john": "jon johnny jonny jack", "jonathan": "jon jonny john", "joseph": "joe joey",
    "josephine": "jo josie", "joshua": "josh", "joyce": "joy", "judith": "judy jude", "julia": "jules",
    "julian": "jules", "julie": "jules", "karen": "kaz", "katarzyna": "kasia",
    "katherine": "kate katie kath kathy kat kitty", "kathryn": "kate katie kath kathy kat",
    "kathleen": "kath kathy", "kayleigh": "kay", "keith": "keef", "kelly": "kel", "kenneth": "ken kenny",
    "kerry": "kez", "kevin": "kev", "kimberley": "kim", "kirsty": "kirst", "laura": "lauren loz",
    "lauren": "loz", "laurence": "larry laurie", "lawrence": "larry laurie", "leanne": "lee",
    "leonard": "len lenny", "leslie": "les", "lesley": "les", "lewis": "lew", "liam": "lee", "louis": "lou",
    "louise": "lou", "lucas": "luke lukasz", "lucinda": "lucy cindy", "lucy": "luce", "luke": "lukasz",
    "lynn": "lin", "lynda": "lyn lin", "linda": "lin lindy", "madeleine": "maddie maddy",
    "magdalena": "magda", "malcolm": "mal", "malgorzata": "gosia malgosia margaret",
    "margaret": "maggie meg peggy marge margie rita madge", "maria": "marie mary", "marilyn": "mari",
    "marjorie": "marge margie", "mark": "marky", "martin": "marty", "martha": "mattie",
    "mary": "molly polly mae may", "matilda": "tilly", "matthew": "matt matty", "maureen": "mo",
    "maurice": "mo", "maxwell": "max", "maximilian": "max", "melanie": "mel", "melissa": "mel",
    "michael": "mike mick micky mikey michal mitch", "michelle": "shell chelle", "miriam": "mim",
    "mohammed": "mo mohamed muhammad mohammad muhammed md", "muhammad": "mo mohamed mohammad muhammed md",
    "morgan": "mo", "natalie": "nat nats", "natasha": "tash tasha", "nathan": "nat nate",
    "nathaniel": "nat nate nathan", "neil": "neal", "nicholas": "nick nicky nico",
    "nicola": "nicky nikki nic", "nicole": "nicky nikki nic", "norman": "norm", "oliver": "ollie olly",
    "olivia": "liv livvy ollie", "pamela": "pam", "patricia": "pat patsy trish tricia",
    "patrick": "pat paddy", "paul": "pauly", "paula": "pauly", "penelope": "penny", "peter": "pete",
    "philip": "phil pip", "phillip": "phil pip", "philippa": "pip pippa", "phyllis": "phyl",
    "rachel": "rach rae", "raymond": "ray", "rebecca": "becky becca bex becs", "reginald": "reg reggie",
    "richard": "rich rick ricky dick richie", "robert": "rob bob bobby robbie bert", "roberta": "bobbie",
    "robin": "rob", "rodney": "rod", "roderick": "rod", "roger": "rog", "ronald": "ron ronnie",
    "rosemary": "rose rosie", "rose": "rosie", "russell": "russ", "ruth": "ruthie", "ryan": "ry",
    "samantha": "sam sammy", "samuel": "sam sammy", "sandra": "sandy", "sarah": "sally sal",
    "scott": "scotty", "sebastian": "seb", "sharon": "shaz shazza", "shaun": "shawn sean", "sean": "shawn",
    "sheila": "shee", "sian": "jane", "simon": "si", "sophie": "soph", "stacey": "stace", "stanley": "stan",
    "stephanie": "steph", "stephen": "steve stevie ste", "steven": "steve stevie ste",
    "stuart": "stu stewart", "susan": "sue susie suzie", "suzanne": "sue susie suzie", "sylvia": "syl",
    "tamsin": "tam", "terence": "terry tel", "teresa": "tess terri terry tracey",
    "theresa": "tess terri terry", "theodore": "theo ted teddy", "terry": "tel", "thomas": "tom tommy",
    "timothy": "tim timmy", "tracey": "trace", "tracy": "trace", "trevor": "trev", "ursula": "ursy",
    "valerie": "val", "vanessa": "ness nessa", "veronica": "ronnie vera", "victor": "vic",
    "victoria": "vicky vicki vikki vic tori", "vincent": "vince vinny vin", "vivian": "viv",
    "vivienne": "viv", "walter": "wally walt", "wendy": "wend", "wilfred": "wilf",
    "william": "will bill billy willie liam wills", "winifred": "win winnie", "yvonne": "von",
    "zachary": "zach zac zak", "zoe": "zo",
}  # fmt: skip

_FEMININE_ENDINGS = {"a", "e", "ia", "ina", "ine", "elle", "ette", "anne", "anna"}


def _formal_names() -> dict[str, frozenset[str]]:
    formal: dict[str, set[str]] = {}
    for name, short_forms in _SHORT_FORMS.items():
        for form in (name, *short_forms.split()):
            formal.setdefault(form, set()).add(name)
    return {form: frozenset(names) for form, names in formal.items()}


_FORMAL_NAMES = _formal_names()
_NONE: frozenset[str] = frozenset()


def is_short_form(one: str, other: str) -> bool:
    """Whether two plain first names are forms of one name: by the list, or one begins the other.

    A beginning counts from three letters, and not where the rest only turns Paul into Paula.
    """
    if _FORMAL_NAMES.get(one, _NONE) & _FORMAL_NAMES.get(other, _NONE):
        return True
    short, full = sorted((one, other), key=len)
    rest = full.removeprefix(short)
    return len(short) >= 3 and rest != full and rest != "" and rest not in _FEMININE_ENDINGS
