"""What people in offices build their passwords on: a list of our own, not one of leaked passwords.

``CONTEXT`` is the documented list of words of this product and its surroundings (docs/reference/passwords.md,
OWASP ASVS 5.0 6.1.2); units, posts and the office itself add their own names.
"""

from __future__ import annotations

from itertools import product

_CONTEXT = """
    jiedu zhengce zhengcejiedu gongwen gongwu zhengwu zhengfu zhengfuban bangongshi bangong jiguan danwei
    xinxi wenjian guiding zhidu liucheng shenpi shenhe qianfa fabu banli chengban office govern government
    policy interpretation bpmn drafter auditor sysadmin secadmin designer
    政策 解读 政策解读 办理 平台 政府 政府办 办公室 机关 公文 文件 审核 审批 签发 发布 承办 系统 管理员
    安全管理员 系统管理员 审计员 流程设计员 密码 口令
"""
_EVERYBODY = """
    password passwd passwort pass pwd mima kouling admin administrator manager root system user guest test
    tester testing demo default login logon welcome letmein changeme change temp temporary secret private
    secure security access master server service support backup oracle mysql postgres sqlserver database
    windows microsoft linux ubuntu centos google facebook twitter github apple iphone ipad android samsung
    huawei xiaomi tencent taobao alibaba alipay weixin wechat baidu lenovo computer internet network website
    iloveyou loveyou love lover lovely mylove baby babygirl sweet sweetheart honey angel princess prince
    king queen princesa football baseball basketball soccer hockey tennis golf runner player playboy sports
    arsenal chelsea liverpool barcelona manchester juventus lakers yankees cowboys eagles steelers ferrari
    porsche mercedes toyota honda mustang corvette harley dragon monkey tiger lion panda kitty puppy doggy
    horse dolphin butterfly elephant falcon phoenix spider panther superman batman spiderman starwars
    startrek pokemon naruto matrix ninja samurai warrior hunter killer ranger soldier wizard shadow ghost
    demon devil heaven hello helloworld whatever trustno nothing forever freedom friends friend family happy
    smile sunshine sunny summer winter spring autumn monday friday sunday january february march april june
    july august september october november december flower rainbow star moon ocean mountain river forest
    garden orange banana cherry cookie chocolate coffee pepper ginger purple yellow silver golden diamond
    crystal money dollar lucky magic music guitar piano rock metal hacker qwe asd zxc qwer asdf zxcv qaz wsx
    edc michael jordan daniel andrew joshua matthew thomas robert william george charlie jessica jennifer
    ashley nicole michelle amanda melissa samantha sophie maria anna alex alexander nicholas anthony richard
    martin patrick steven kevin jason justin brandon hannah taylor peter david james john jack harry tigger
    buster maggie bailey cooper rebecca christina katherine elizabeth benjamin jonathan christopher
    sebastian maverick midnight bigdaddy marlboro slipknot metallica nirvana radiohead eminem scorpion
    creative garfield bullshit airborne godzilla darkness platinum snowball nintendo playstation minecraft
    explorer lasvegas michigan florida california america american england london paris berlin canada mexico
    brazil pakistan russia india japan korea snickers paradise lacrosse einstein spitfire champion
    terminator enterprise undertaker realmadrid tinkerbell ghostrider microphone strawberry harrypotter
    abracadabra abrakadabra godfather highlander navigator python java javascript chainsaw pingpong fuckyou
    fuck shit asshole bitch penguin thunder lightning storm winner victory legend marine army navy police
    doctor student teacher school college company business office project engineer developer science physics
    chemistry woaini woaiwo woaizhongguo woaibeijing aini wode zhongguo zhonghua china chinese beijing
    shanghai tianjin chongqing guangzhou shenzhen hangzhou nanjing wuhan chengdu xian suzhou nihao niyaoma
    hao haode xiexie laopo laogong baobao baobei qinai mama baba jiejie gege meimei didi erzi nver tianxia
    diyi wangzhe fuwuqi jisuanji dianhua shouji youxiang zhanghao denglu guanli guanliyuan ceshi yonghu
    moren linshi chunjie zhongqiu guoqing xinnian kuaile shengri kaixin jiayou nongli fafa facai gongxi fuwu
    renmin weirenmin renminfuwu weirenminfuwu dangyuan gongchandang chuxin buwangchuxin
    密码 你好 中国 我爱你 北京 上海 人民 为人民服务 不忘初心 春节 快乐 新年 国庆
"""
_SURNAMES = """
    li wang zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie
    han tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lv su lu jiang cai jia ding wei xue ye
    yan pan du dai xia zhong tian ren fan fang shi yao tan liao zou xiong jin qian kong bai cui kang mao qiu
    qin gu hou shao meng long wan duan lei hao
"""
_GIVEN = """
    wei fang na min jing li qiang lei yang jun yong jie juan yan tao ming chao xiuying xia ping gang guiying
    hong hua bo fei peng hui xin ying bin yun liang dan jian jianguo jianjun jianhua guohua guoqiang haiyan
    haitao xiaoming xiaohong xiaoyan xiaoli yumei lihua zhiqiang zhigang zhiyong weidong weiwei lili
    tingting jingjing yuanyuan feifei haoran zihan yuxuan mengyao xinyi jiaqi siyu wenjing wenwen yanan lulu
    dandan bingbing jiajia meng yu ting xue lu hao rui kai zhen ning shuai hang nan yi qi chen long
"""
#: This product, its users and where it runs.
CONTEXT = frozenset(_CONTEXT.split())
#: Li Wei is whom most people mean when they think of a name.
NAMES = frozenset("".join(name) for name in product(_SURNAMES.split(), _GIVEN.split()))
#: As they read once signs for letters are put back.
EVERYBODY = frozenset(_EVERYBODY.split())
