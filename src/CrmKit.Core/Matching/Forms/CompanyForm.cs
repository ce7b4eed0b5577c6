using System.Text;
using CrmKit.Leads;
using CrmKit.Text;

namespace CrmKit.Matching;

/// <summary>A company's name in the form in which it is compared: without legal form, with regions and other names in brackets put aside.</summary>
internal static class CompanyForm
{
    private static readonly string[] ChineseForms =
    [
        "集团股份有限公司", "股份有限公司", "集团有限责任公司", "有限责任公司", "集团有限公司", "总厂有限公司", "有限公司", "集团股份公司", "股份公司", "集团公司", "总公司", "分公司", "子公司", "公司", "集团", "总厂", "厂", "株式会社",
    ];

    private static readonly string[] Regions =
    [
        "中国", "德国", "瑞典", "瑞士", "美国", "英国", "法国", "荷兰", "日本", "韩国", "意大利", "西班牙", "奥地利", "加拿大", "澳大利亚", "俄罗斯", "印度", "新加坡", "香港", "澳门", "台湾",
        "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海",
        "内蒙古", "广西", "西藏", "宁夏", "新疆",
        "石家庄", "唐山", "保定", "廊坊", "太原", "大同", "沈阳", "大连", "鞍山", "抚顺", "锦州", "长春", "哈尔滨", "大庆", "南京", "无锡", "徐州", "常州", "苏州", "南通", "扬州", "镇江", "泰州", "杭州", "宁波", "温州", "嘉兴", "绍兴",
        "金华", "台州", "合肥", "芜湖", "福州", "厦门", "泉州", "南昌", "济南", "青岛", "淄博", "烟台", "潍坊", "威海", "郑州", "洛阳", "南阳", "武汉", "宜昌", "襄阳", "长沙", "株洲", "湘潭", "衡阳", "广州", "深圳", "珠海", "佛山", "东莞",
        "中山", "惠州", "南宁", "桂林", "海口", "成都", "绵阳", "贵阳", "昆明", "西安", "宝鸡", "咸阳", "兰州", "西宁", "银川", "乌鲁木齐", "呼和浩特", "包头",
    ];

    /// <summary>The name that is compared in records: its regions, wherever they stand in it, before its core.</summary>
    public static string Of(string name)
    {
        var (core, regions, _) = Parts(name);
        return regions.Count == 0 ? core : $"{string.Join(' ', regions.Distinct().Order(StringComparer.Ordinal))} {core}";
    }

    /// <summary>What a name says: the core, the regions, and other names in brackets (西门子（SIEMENS）).</summary>
    public static (string Core, IReadOnlyList<string> Regions, IReadOnlyList<string> Others) Parts(string name)
    {
        var text = HanText.Fold(name.InForm(NormalizationForm.FormKC)).Trim();
        var (regions, others) = (new List<string>(), new List<string>());
        for (var open = text.IndexOf('(', StringComparison.Ordinal); open >= 0; open = text.IndexOf('(', StringComparison.Ordinal))
        {
            var close = text.IndexOf(')', open);
            var inside = text[(open + 1)..(close < 0 ? text.Length : close)].Trim();
            if (Regions.Contains(inside)) regions.Add(inside);
            else if (inside.Length > 1) others.Add(string.Join(' ', MatchForms.Words(inside)));
            text = (text[..open] + (close < 0 ? "" : text[(close + 1)..])).Trim();
        }
        if (!HanText.HasHan(text)) return (string.Join(' ', MatchForms.Words(CompanyName.Core(text))), regions, others);
        for (var isShorter = true; isShorter;)
        {
            isShorter = false;
            foreach (var form in ChineseForms)
                if (text.Length > form.Length + 1 && text.EndsWith(form, StringComparison.Ordinal))
                {
                    (text, isShorter) = (text[..^form.Length].TrimEnd(), true);
                    break;
                }
        }
        if (!HanText.HasHan(text)) return (string.Join(' ', MatchForms.Words(CompanyName.Core(text))), regions, others); // HAPAM BV公司
        // What is left of a name without its region must still be a name.
        for (var region = Leading(text); region is not null && text.Length - region.Length >= 2; region = Leading(text))
        {
            regions.Add(region);
            text = text[region.Length..].TrimStart('省', '市', ' ');
        }
        return (string.Join(' ', MatchForms.Words(text)), regions, others);
    }

    /// <summary>Regions that stand within a name: 特变电工沈阳变压器.</summary>
    public static IEnumerable<string> RegionsIn(string core) => HanText.HasHan(core) ? Regions.Where(r => core.Contains(r, StringComparison.Ordinal)) : [];

    private static string? Leading(string text) => Array.Find(Regions, r => text.StartsWith(r, StringComparison.Ordinal));
}
