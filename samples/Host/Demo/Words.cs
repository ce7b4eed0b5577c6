using CrmKit.Fields;

namespace CrmKit.Samples.Host.Demo;

/// <summary>What names are made of. All made up: any likeness is chance.</summary>
internal static class Words
{
    public static string[] FirstNames { get; } =
    [
        "Amelia", "Oliver", "Isla", "George", "Freya", "Harry", "Ava", "Noah", "Ivy", "Jack", "Lily", "Leo", "Grace", "Oscar", "Sophie", "Arthur", "Mia", "Henry", "Ella", "Theo",
        "Ruby", "Lucas", "Chloe", "Adam", "Nora", "Samuel", "Alice", "Daniel", "Maya", "Victor", "Clara", "Hugo", "Elena", "Martin", "Julia", "Peter", "Hannah", "Simon", "Laura", "David",
    ];

    public static string[] LastNames { get; } =
    [
        "Ashworth", "Bennett", "Carver", "Dalton", "Ellison", "Fairfax", "Garland", "Hartley", "Ingram", "Jarvis", "Kendall", "Langley", "Marlow", "Norris", "Oakley", "Prescott",
        "Quincy", "Radley", "Stafford", "Thorne", "Underhill", "Vance", "Whitlock", "Yardley", "Barlow", "Crosby", "Denham", "Everett", "Fulton", "Granger", "Holloway", "Keating",
    ];

    public static string[] CompanyFirst { get; } =
    [
        "Northwind", "Bluestone", "Silverline", "Oakridge", "Redfern", "Highgate", "Lakeside", "Ironbridge", "Greenfield", "Summit", "Harbour", "Cobalt", "Meridian", "Falcon", "Amber",
        "Crescent", "Pinnacle", "Riverton", "Stonegate", "Westbrook", "Evergreen", "Horizon", "Beacon", "Granite", "Willow",
    ];

    public static string[] CompanySecond { get; } = ["Logistics", "Foods", "Instruments", "Textiles", "Energy", "Software", "Packaging", "Medical", "Marine", "Ceramics", "Optics", "Motors"];

    public static string[] CompanyForms { get; } = ["Ltd", "Inc", "GmbH", "Group"];

    public static string[] Surnames { get; } = ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗", "高", "梁", "郑", "谢", "宋", "唐"];

    public static string[] GivenNames { get; } =
    [
        "伟", "芳", "娜", "敏", "静", "磊", "洋", "艳", "勇", "杰", "丽娟", "秀英", "文博", "雨桐", "子涵", "浩然", "欣怡", "梓轩", "佳琪", "晓东", "海燕", "建国", "志强", "思远", "明哲", "若曦", "嘉豪", "晨曦", "俊峰", "雪梅",
    ];

    public static string[] ChineseCities { get; } = ["上海", "北京", "深圳", "杭州", "苏州", "成都", "武汉", "青岛", "厦门", "西安", "广州", "南京"];

    /// <summary>Where the Chinese cities lie, one for each.</summary>
    public static string[] ChineseRegions { get; } = ["上海", "北京", "广东", "浙江", "江苏", "四川", "湖北", "山东", "福建", "陕西", "广东", "江苏"];

    public static string[] ChineseMiddle { get; } = ["华信", "远景", "恒达", "瑞丰", "天成", "博雅", "新元", "鼎盛", "宏图", "嘉禾", "东方", "中科", "金桥", "锐捷"];

    public static string[] ChineseTrades { get; } = ["科技", "机械", "物流", "食品", "医疗器械", "新能源", "电子", "纺织"];

    public static (string City, string Region, string Country)[] Places { get; } =
    [
        ("London", "England", "United Kingdom"), ("Manchester", "England", "United Kingdom"), ("Hamburg", "Hamburg", "Germany"), ("Lyon", "Auvergne-Rhône-Alpes", "France"), ("Rotterdam", "South Holland", "Netherlands"),
        ("Boston", "Massachusetts", "United States"), ("Denver", "Colorado", "United States"), ("Toronto", "Ontario", "Canada"), ("Austin", "Texas", "United States"),
    ];

    public static string[] Industries { get; } = ["Manufacturing", "Logistics", "Food", "Health care", "Energy", "Software", "Retail", "Electronics"];

    public static string[] Sources { get; } = ["Web site", "Trade fair", "Referral", "Cold call", "Partner", "Newsletter"];

    public static string[] JobTitles { get; } = ["Managing director", "Head of purchasing", "Plant manager", "IT manager", "Quality engineer", "Finance director", "Buyer"];

    public static string[] ChineseJobTitles { get; } = ["总经理", "采购总监", "厂长", "信息主管", "质量工程师", "财务总监", "采购员"];

    public static LocalizedText[] LossReasons { get; } = [new("Price", "价格"), new("Competitor", "竞争对手"), new("No budget", "没有预算"), new("No decision", "没有决定"), new("Timing", "时机不合适")];
}
