using CrmKit.Planning;

namespace CrmKit.Samples.Host.Demo;

/// <summary>Who works at the demo company, and in which team.</summary>
internal sealed record DemoStaff(IReadOnlyList<User> English, IReadOnlyList<User> Chinese, IReadOnlyList<User> Service, Team ServiceTeam)
{
    private static readonly (string Name, string Title)[] EnglishSellers = [("Emily Carter", "Account executive"), ("Tom Whitfield", "Account executive"), ("Sarah Lindqvist", "Key account manager"), ("James Okafor", "Account executive")];
    private static readonly (string Name, string Mail, string Title)[] ChineseSellers = [("陈思远", "chen.siyuan", "客户经理"), ("林晓雯", "lin.xiaowen", "大客户经理"), ("张浩然", "zhang.haoran", "客户经理"), ("赵敏", "zhao.min", "客户经理")];
    private static readonly (string Name, string Mail, string Title)[] Agents = [("Rachel Moore", "rachel.moore", "Service engineer"), ("吴静", "wu.jing", "客服工程师")];

    public static async Task<DemoStaff> CreateAsync(DemoWriter writer)
    {
        Team west = new() { Name = "Sales West", Region = "Europe" }, east = new() { Name = "Sales East 华东销售", Region = "Asia" }, service = new() { Name = "Service 客户服务" };
        await writer.SaveAsync<Team>([west, east, service]);

        User westLead = Seller("Margaret Hughes", "margaret.hughes", "Head of sales", west, "sales-manager", "en"), eastLead = Seller("周志强", "zhou.zhiqiang", "销售总监", east, "sales-manager", "zh");
        await writer.SaveAsync<User>([westLead, eastLead]);
        List<User> english = [.. EnglishSellers.Select(p => Seller(p.Name, p.Name.ToLowerInvariant().Replace(' ', '.'), p.Title, west, "sales-rep", "en", westLead))];
        List<User> chinese = [.. ChineseSellers.Select(p => Seller(p.Name, p.Mail, p.Title, east, "sales-rep", "zh", eastLead))];
        List<User> agents = [.. Agents.Select(p => Seller(p.Name, p.Mail, p.Title, service, "service-agent", "en"))];
        await writer.SaveAsync<User>([.. english, .. chinese, .. agents]);
        return new DemoStaff(english, chinese, agents, service);
    }

    private static User Seller(string name, string mail, string title, Team team, string roles, string language, User? manager = null) => new()
    {
        Name = name,
        Email = $"{mail}@demo.example",
        JobTitle = title,
        TeamId = team.Id,
        Roles = roles,
        Language = language,
        ManagerId = manager?.Id,
    };
}
