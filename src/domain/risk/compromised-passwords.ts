/**
 * Passwords that every guesser tries first, in lower case: the heads of the lists that leaks have made well known, and
 * what people make of them to please a policy.
 */
const LIST = `
000000 00000000 0000000000 010203 0123456789 012345678 087654321 101010 102030 11111 111111 1111111 11111111 111111111
1111111111 111222 112233 11223344 1122334455 121212 12121212 123 1234 12345 123456 1234567 12345678 123456789
1234567890 12345678910 123456a 123456abc 123456aa 123456q 123456qwerty 1234qwer 1234abcd 1234asdf 123123 123123123
123321 123454321 123654 123654789 123698745 123789 123abc 123qwe 123qwe! 123qweasd 123qweasdzxc 12341234 131313
13131313 134679 141414 142536 147147 147258 147258369 147852 147852369 151515 159159 159357 159753 161616 171717
181818 1a2b3c 1a2b3c4d 1q2w3e 1q2w3e4r 1q2w3e4r! 1q2w3e4r5t 1q2w3e4r5t6y 1qaz 1qaz!qaz 1qaz1qaz 1qaz2wsx 1qaz2wsx!
1qaz2wsx3edc 1qaz@wsx 1qazxsw2 1qw23er4 1234567! 12345678! 123456789! 123456! 123456aa! 123456ab! 1234@abcd
202020 212121 222222 22222222 232323 252525 246810 258456 258258 292929 333333 33333333 369369 3rjs1la7qe
444444 456123 456456 456789 555555 55555555 5201314 6543210 654321 654321a 666666 66666666 676767 696969 69696969
741852 741852963 753951 777777 77777777 7777777 789456 789456123 789789 852456 852852 87654321 876543210 888888
88888888 963852741 951753 987654 9876543210 987654321 987987 999999 99999999 a123456 a1234567 a12345678 a123456789
a1b2c3 a1b2c3d4 a1b2c3d4! aa123456 aa12345678 aa123456! aaa111 aaaaaa aaaaaaaa abc123 abc123! abc12345 abc123456
abc@123 abc@1234 abc@12345 abcabc abcd123 abcd1234 abcd1234! abcd@123 abcd@1234 abcdef abcdefg abcdefg1 abcdefgh
abcdefghi access access123 access14 admin admin! admin1 admin12 admin123 admin123! admin1234 admin1234! admin12345
admin@123 admin@1234 admin@12345 admin@2020 admin@2021 admin@2022 admin@2023 admin@2024 admin@2025 admin@321 adminadmin
administrator administrator1 adobe123 alexander amanda andrea andrew angel angel1 angela angels anthony apple apple123
arsenal asd123 asd123456 asdasd asdasdasd asdf asdf1234 asdf1234! asdf123! asdfasdf asdfgh asdfghj asdfghjk asdfghjkl
asdfghjkl1 ashley asshole august austin autumn autumn2022! autumn2023! autumn2024! azerty azerty123 azertyuiop
babygirl babygirl1 bailey banana barcelona baseball baseball1 basketball batman batman1 bitch blahblah blink182 bond007
booboo brandon buster butterfly carlos changeme changeme! changeme1 changeme1! changeme123 changeme123! charlie
charlie1 cheese chelsea chelsea1 chicken chocolate chris christian christmas classic claudia cocacola company123
computer computer1 consumer cookie corvette cowboy crystal dallas daniel daniel1 david default default1! default123
demo1234 demo123! diamond dolphin donald dragon dragon1 dragon12 dragon123 eagles edward elizabeth eminem evite
excellent explorer facebook ferrari fall2022! fall2023! fall2024! fishing flower flower1 football football1 football1!
football123 forever forever1 freedom freedom1 friend friends fuckoff fuckyou fuckyou! fuckyou1 gabriel gateway george
gfhjkm giants ginger golden google google123 google1! green guest guest123 hannah hannah1 harley hallo123 heather hello
hello! hello1 hello123 hello123! hello@123 helloworld hockey hottie hunter hunter2 hunter2! iloveu iloveyou iloveyou!
iloveyou1 iloveyou1! iloveyou123 iloveyou2 infinity internet internet1 jackson jasmine jasper jennifer jennifer1
jessica jessica1 jesus jesus1 jesuschrist john123 johnny jordan jordan1 jordan23 joseph joshua joshua1 junior justin
killer killer1 kisses kitty klaster knight lakers lauren letmein letmein! letmein1 letmein1! letmein123 letmein123!
letmein@123 lifehack linkedin liverpool liverpool1 login login123 london love love123 lovelove loveme loveme1 lovely
loveyou lucky lucky7 maggie manager manchester manutd marina marlboro martin master master1 master123 matrix matthew
maverick melissa mercedes merlin michael michael1 michelle mickey midnight million2 minecraft mobilemail money monkey
monkey1 monkey12 monkey123 morgan mother mustang mustang1 mynoob myspace1 naruto nathan newyork nicholas nicole nicole1
ninja nintendo nothing november october oliver omgpop orange p@$$w0rd p@$$word p@55w0rd p@55word p@ssw0rd p@ssw0rd!
p@ssw0rd1 p@ssw0rd1! p@ssw0rd12 p@ssw0rd123 p@ssw0rd123! p@ssw0rd2023 p@ssw0rd2024 p@ssword p@ssword! p@ssword1
p@ssword1! p@ssword12 p@ssword123 p@ssword123! pa$$w0rd pa$$w0rd! pa$$w0rd1 pa$$word pa$$word1 pa55w0rd pa55w0rd!
pa55word pa55word! pa55word1 panther party pass pass! pass1 pass1! pass12 pass123 pass123! pass1234 pass1234! pass12345
pass@123 pass@1234 pass@word1 pass@word! passer2009 passion passport passw0rd passw0rd! passw0rd!! passw0rd1 passw0rd1!
passw0rd12 passw0rd123 passw0rd123! passw0rd@1 password password! password!! password!1 password!123 password# password.
password.1 password0 password01 password01! password1 password1! password1!! password1. password1@ password10
password11 password12 password12! password123 password123! password123$ password123. password1234 password1234!
password12345 password13 password2 password2! password2020 password2020! password2021 password2021! password2022
password2022! password2023 password2023! password2024 password2024! password2025 password2025! password22 password3
password7 password69 password9 password99 password@1 password@12 password@123 password@1234 passwort passwort1
passwort1! passwort123! patrick peaches peanut pepper phoenix picture1 pokemon pokemon1 pokemon123 polniypizdec0211
poohbear porsche princess princess1 princess1! princess12 pussy q1w2e3 q1w2e3r4 q1w2e3r4! q1w2e3r4t5 q1w2e3r4t5y6
qazqaz qazwsx qazwsx1 qazwsx123 qazwsx123! qazwsxedc qazxsw qq123456 qq18ww899 qwaszx qwe123 qwe123! qwe123456 qweasd
qweasdzxc qweasd123 qweasdzxc1! qweqwe qwer1234 qwer1234! qwert qwert123 qwert1 qwert12345 qwerty qwerty! qwerty1
qwerty1! qwerty11 qwerty12 qwerty123 qwerty123! qwerty1234 qwerty1234! qwerty12345 qwerty123456 qwerty321 qwerty@123
qwertyu qwertyui qwertyuiop qwertyuiop1 qwertyuiop123 rabbit rachel rainbow rainbow1 ranger rangers raymond redsox
richard robert root root123 root1234 rootroot samantha samsung samsung1 samuel scooter secret secret1 secret1! secret123
secret123! september shadow shadow1 shopping silver simple slipknot snoopy soccer soccer1 sophie spiderman spring
spring2022! spring2023! spring2024! spring2025! starwars starwars1 steelers stella success summer summer1 summer1!
summer123 summer2020! summer2021! summer2022 summer2022! summer2023 summer2023! summer2024 summer2024! summer2025
summer2025! summer@2023 summer@2024 sunshine sunshine1 sunshine1! sunshine123 superman superman1 superman123 superstar
support123 sweetie sweety system taylor teacher temp1234 temp123! temp1234! temppass temppass1! tennis test test! test1
test1! test12 test123 test123! test1234 test1234! test12345 test@123 test@1234 testing testing1 testing1! testing123
testing123! testpass testpass1! testtest thomas thunder tigger tigger1 tinkerbell trustno1 trustno1! tudelft turtle
twitter user123 user1234 vanessa victoria vincent vfhbyf victory1 wall.e welcome welcome! welcome01 welcome01! welcome1
welcome1! welcome1@ welcome12 welcome123 welcome123! welcome1234 welcome2 welcome2020! welcome2021! welcome2022!
welcome2023! welcome2024! welcome2025! welcome@1 welcome@123 welcome@1234 whatever whatever1 william william1 winner
winter winter1! winter2020! winter2021! winter2022 winter2022! winter2023 winter2023! winter2024 winter2024! winter2025
winter2025! winter@2023 winter@2024 wizard xbox360 xxxxxx yankees yankees1 yellow yuantuo2012 z1x2c3v4 zag12wsx zaq12wsx
zaq12wsx! zaq1@wsx zaq1zaq1 zxc123 zxcasdqwe zxcvbn zxcvbnm zxcvbnm1 zxcvbnm1! zxcvbnm123 zzzzzz !qaz1qaz !qaz2wsx
!qaz@wsx !@#$%^ !@#$%^& !@#$%^&* !@#$%^&*()
`;

const compromised: ReadonlySet<string> = new Set(LIST.trim().split(/\s+/));

/** Whether a password is known to everybody, whatever its capitals. */
export const isCompromised = (password: string): boolean => compromised.has(password.toLowerCase());
