// The upper halves (bytes 0x80 to 0xFF) of the code pages; \ufffd stands where a page has no letter.
// Tables, because TextDecoder knows few of them, and Node 20 reads windows-1252 as Latin-1.

const PC437 = [
  'ÇüéâäàåçêëèïîìÄÅ',
  'ÉæÆôöòûùÿÖÜ¢£¥₧ƒ',
  'áíóúñÑªº¿⌐¬½¼¡«»',
  '░▒▓│┤╡╢╖╕╣║╗╝╜╛┐',
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧',
  '╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀',
  'αßΓπΣσµτΦΘΩδ∞φε∩',
  '≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
].join('');

const PC850 = [
  'ÇüéâäàåçêëèïîìÄÅ',
  'ÉæÆôöòûùÿÖÜø£Ø×ƒ',
  'áíóúñÑªº¿®¬½¼¡«»',
  '░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐',
  '└┴┬├─┼ãÃ╚╔╩╦╠═╬¤',
  'ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀',
  'ÓßÔÒõÕµþÞÚÛÙýÝ¯´',
  '\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
].join('');

const ISO_8859_7 = [
  '\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f',
  '\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f',
  '\u00a0‘’£€₯¦§¨©ͺ«¬\u00ad\ufffd―',
  '°±²³΄΅Ά·ΈΉΊ»Ό½ΎΏ',
  'ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟ',
  'ΠΡ\ufffdΣΤΥΦΧΨΩΪΫάέήί',
  'ΰαβγδεζηθικλμνξο',
  'πρςστυφχψωϊϋόύώ\ufffd',
].join('');

const WPC1252 = [
  '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd',
  '\ufffd‘’“”•–—˜™š›œ\ufffdžŸ',
  '\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯',
  '°±²³´µ¶·¸¹º»¼½¾¿',
  'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ',
  'ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß',
  'àáâãäåæçèéêëìíîï',
  'ðñòóôõö÷øùúûüýþÿ',
].join('');

const PC866 = [
  'АБВГДЕЖЗИЙКЛМНОП',
  'РСТУФХЦЧШЩЪЫЬЭЮЯ',
  'абвгдежзийклмноп',
  '░▒▓│┤╡╢╖╕╣║╗╝╜╛┐',
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧',
  '╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀',
  'рстуфхцчшщъыьэюя',
  'ЁёЄєЇїЎў°∙·√№¤■\u00a0',
].join('');

const PC852 = [
  'ÇüéâäůćçłëŐőîŹÄĆ',
  'ÉĹĺôöĽľŚśÖÜŤťŁ×č',
  'áíóúĄąŽžĘę¬źČş«»',
  '░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐',
  '└┴┬├─┼Ăă╚╔╩╦╠═╬¤',
  'đĐĎËďŇÍÎě┘┌█▄ŢŮ▀',
  'ÓßÔŃńňŠšŔÚŕŰýÝţ´',
  '\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0',
].join('');

const PC858 = [
  'ÇüéâäàåçêëèïîìÄÅ',
  'ÉæÆôöòûùÿÖÜø£Ø×ƒ',
  'áíóúñÑªº¿®¬½¼¡«»',
  '░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐',
  '└┴┬├─┼ãÃ╚╔╩╦╠═╬¤',
  'ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀',
  'ÓßÔÒõÕµþÞÚÛÙýÝ¯´',
  '\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
].join('');

function reading(table) {
  return (byte) => {
    const letter = byte < 0x80 ? String.fromCharCode(byte) : table[byte - 0x80];
    return letter === '\ufffd' ? undefined : letter;
  };
}

/**
 * Byte to letter (undefined where there is none), by the number that `ESC t` selects a page with on
 * Epson's and most other printers.
 */
export const CODE_PAGES = new Map([
  [0, reading(PC437)],
  [2, reading(PC850)],
  [15, reading(ISO_8859_7)],
  [16, reading(WPC1252)],
  [17, reading(PC866)],
  [18, reading(PC852)],
  [19, reading(PC858)],
]);
