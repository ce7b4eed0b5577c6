using System.Globalization;
using CrmKit.Text;

namespace CrmKit.Access;

/// <summary>Puts an answer of the grants into a sentence.</summary>
internal static class Explanation
{
    private static readonly Dictionary<Operations, Said> Verbs = new()
    {
        [Operations.Read] = new("read", "查看", "查看"),
        [Operations.Create] = new("create", "新建", "新建"),
        [Operations.Update] = new("change", "更改", "更改"),
        [Operations.Delete] = new("delete or restore", "删除或恢复", "刪除或還原"),
        [Operations.Assign] = new("assign", "分配", "分配"),
        [Operations.Convert] = new("convert", "转换", "轉換"),
        [Operations.Export] = new("export", "导出", "匯出"),
        [Operations.Merge] = new("merge", "合并", "合併"),
        [Operations.Administer] = new("administer", "管理", "管理"),
    };

    public static AccessExplanation OfSystem(bool isRecord) => Answer(true, AccessScope.All, new("The system may do everything.", "系统可以执行任何操作。", "系統可以執行任何操作。"), [], isRecord ? AccessWay.All : AccessWay.None);

    public static AccessExplanation OfInactive(Guid user) => Answer(false, AccessScope.None, new Said(
        AccessErrors.UserInactive(user).Message, "用户 {0} 不存在或未启用，因此不允许任何操作。请让管理员启用该用户。", "使用者 {0} 不存在或未啟用，因此不允許任何操作。請讓管理員啟用該使用者。").With(user.ToString()), []);

    public static AccessExplanation OfKey(string scopes) => Answer(false, AccessScope.None, new Said("The API key is for '{0}' only.", "此 API 密钥仅可用于“{0}”。", "此 API 金鑰僅可用於「{0}」。").With(scopes), []);

    public static AccessExplanation Of(Grants grants, RecordTypeDefinition type, RecordTypeDefinition root, Operations operation, Record? record, Reach reach, string? field)
    {
        var verb = Verbs.TryGetValue(operation, out var known) ? known : AccessErrors.Verb(operation);
        var what = Said.Named(type.Key, type.Label);
        var whose = root == type ? what : what + new Said(", whose rights are those of {0},", "（权限随{0}）", "（權限隨{0}）").With(Said.Named(root.Key, root.Label));
        var scope = grants.Scope(root.Key, operation);
        if (scope == AccessScope.None)
        {
            if (grants.Roles.Count == 0) return Answer(false, scope, new("The user holds no role, so nothing is permitted.", "该用户没有任何角色，因此不允许任何操作。", "該使用者沒有任何角色，因此不允許任何操作。"), []);
            return Answer(false, scope, new Said("None of the roles {0} permits to {1} records of type {2}.", "角色{0}均不允许{1}{2}类型的记录。", "角色{0}均不允許{1}{2}類型的記錄。").With(Names(grants.Roles), verb, whose.Closed()), []);
        }

        var deciding = grants.Roles.Where(r => Grants.ScopeOf(r, root.Key, operation) is var given && given != AccessScope.None && (Decides(given, scope, reach) || given == scope)).ToList();
        var keys = deciding.ConvertAll(r => r.Key);
        var permits = new Said((deciding.Count == 1 ? "Role {0} permits" : "Roles {0} permit") + " to {1} {2} records of type {3}", "角色{0}允许{1}{2}{3}类型的记录", "角色{0}允許{1}{2}{3}類型的記錄")
            .With(Names(deciding), verb, ScopeText(scope), whose.Closed());
        if (record is not null && reach.Way == AccessWay.None) return Answer(false, scope, permits + new Said(", but {0}.", "，但{0}。", "，但{0}。").With(Beyond(scope, record)), keys);

        if (field is not null)
        {
            var named = Said.Named(field, type.Field(field).Label);
            var isWrite = (operation & (Operations.Create | Operations.Update)) != 0;
            if (grants.Restricted(type.Key, root.Key, isWrite).Contains(field))
            {
                var keepers = grants.Roles.Where(r => r.Restrictions.Any(x => x.RecordType == type.Key && x.Field == field)).ToList();
                var kept = new Said((keepers.Count == 1 ? ", but role {0} keeps" : ", but roles {0} keep") + " field {1} from being {2}, and no other role opens it.", "，但角色{0}不允许{2}字段{1}，且没有其他角色放开。", "，但角色{0}不允許{2}欄位{1}，且沒有其他角色放開。")
                    .With(Names(keepers), named, isWrite ? new Said("written", "写入", "寫入") : new Said("read", "查看", "查看"));
                return Answer(false, scope, permits + kept, keepers.ConvertAll(r => r.Key), reach.Way);
            }
        }
        return Answer(true, scope, permits + Because(reach) + new Said(".", "。", "。"), keys, reach.Way);
    }

    private static AccessExplanation Answer(bool isAllowed, AccessScope scope, Said reason, IReadOnlyList<string> roles, AccessWay way = AccessWay.None) =>
        new(isAllowed, scope, reason.Coded, roles, way) { Text = reason.ToText() };

    // Without a record all that add to the scope decide; with one, those whose scope reaches it.
    private static bool Decides(AccessScope given, AccessScope scope, Reach reach) => reach.Way switch
    {
        AccessWay.None => (given & scope) != 0,
        AccessWay.Team => given.Includes(AccessScope.Team),
        AccessWay.TeamTree => given.Includes(AccessScope.TeamTree),
        AccessWay.Territory => given.Includes(AccessScope.Territory),
        AccessWay.All => given == AccessScope.All,
        _ => true,
    };

    private static Said Beyond(AccessScope scope, Record record)
    {
        if (scope == AccessScope.All) return new("this one is not published, and is read by its owner and those who may change it", "这一条尚未发布，仅负责人和可修改者可见", "這一筆尚未發布，僅負責人和可修改者可見");
        var text = (record as RootRecord)?.OwnerId is null ? new Said("this one has no owner", "这一条没有负责人", "這一筆沒有負責人") : new Said("this one has another owner", "这一条由他人负责", "這一筆由他人負責");
        if (scope.Includes(AccessScope.Team)) text += new Said(" and is not of the user's teams", "，不属于该用户的团队", "，不屬於該使用者的團隊");
        if (scope.Includes(AccessScope.Territory)) text += new Said(" and lies in none of the user's territories", "，不在该用户的销售区域内", "，不在該使用者的銷售區域內");
        return text + new Said(", and it is not shared with the user for this", "，也未为此共享给该用户", "，也未為此共用給該使用者");
    }

    private static Said Because(Reach reach) => reach.Way switch
    {
        AccessWay.Owner => new(", and the user owns this one", "，且这一条由该用户负责", "，且這一筆由該使用者負責"),
        AccessWay.Team => new(", and this one is of the user's team", "，且这一条属于该用户的团队", "，且這一筆屬於該使用者的團隊"),
        AccessWay.TeamTree => new(", and this one is of a team below the user's", "，且这一条属于该用户的下级团队", "，且這一筆屬於該使用者的下級團隊"),
        AccessWay.Territory => new Said(", and this one lies in territory '{0}'", "，且这一条位于销售区域“{0}”", "，且這一筆位於銷售區域「{0}」").With(reach.Territory!.Name),
        AccessWay.Share => Shared(reach.Share!),
        _ => "",
    };

    private static Said Shared(ShareEntry share)
    {
        var text = share.IsTeam ? new Said(", and this one is shared with the user's team", "，且这一条已共享给该用户的团队", "，且這一筆已共用給該使用者的團隊") : new Said(", and this one is shared with the user", "，且这一条已共享给该用户", "，且這一筆已共用給該使用者");
        return share.Until is { } until ? text + new Said(" until {0} UTC", "，至 {0}（UTC）", "，至 {0}（UTC）").With(until.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)) : text;
    }

    private static Said ScopeText(AccessScope scope)
    {
        if (scope == AccessScope.All) return new("all", "所有", "所有");
        var covered = new Said("own", "本人的", "本人的");
        if (scope.Includes(AccessScope.TeamTree)) covered += new Said(" and the team's and those of teams below it", "、团队及下级团队的", "、團隊及下級團隊的");
        else if (scope.Includes(AccessScope.Team)) covered += new Said(" and the team's", "、团队的", "、團隊的");
        if (scope.Includes(AccessScope.Territory)) covered += new Said(" and the territories'", "、销售区域内的", "、銷售區域內的");
        return covered;
    }

    private static Said Names(IEnumerable<RoleDefinition> roles) => Said.List(roles.Select(r => Said.Named(r.Key, r.Label)));
}
