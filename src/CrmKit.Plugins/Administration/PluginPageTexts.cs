using CrmKit.Fields;

namespace CrmKit.Plugins.Administration;

/// <summary>What the page of plugins says.</summary>
internal static class PluginPageTexts
{
    public static readonly LocalizedText Title = Of("Plugins", "插件", "外掛");
    public static readonly LocalizedText SafeMode = Of("Safe mode", "安全模式", "安全模式");
    public static readonly LocalizedText Name = Of("Name", "名称", "名稱");
    public static readonly LocalizedText Id = Of("Key", "键", "鍵");
    public static readonly LocalizedText Version = Of("Version", "版本", "版本");
    public static readonly LocalizedText NextVersion = Of("Waits for consent", "等待同意的版本", "等待同意的版本");
    public static readonly LocalizedText Publisher = Of("Publisher", "发布者", "發行者");
    public static readonly LocalizedText State = Of("State", "状态", "狀態");
    public static readonly LocalizedText Trust = Of("Trusted because of", "信任来源", "信任來源");
    public static readonly LocalizedText Asked = Of("Asks for", "请求", "請求");
    public static readonly LocalizedText Troubles = Of("What is wrong", "问题", "問題");
    public static readonly LocalizedText NeededBy = Of("Needed by", "被依赖于", "被依賴於");
    public static readonly LocalizedText OffFor = Of("Off for tenants", "对租户停用", "對租戶停用");
    public static readonly LocalizedText Held = Of("Old code still held by", "旧代码仍被占用", "舊程式碼仍被佔用");
    public static readonly LocalizedText Why = Of("Why it is so", "原因", "原因");
    public static readonly LocalizedText Permissions = Of("What it declares that it asks for", "声明的权限", "宣告的權限");
    public static readonly LocalizedText Permission = Of("Permission", "权限", "權限");
    public static readonly LocalizedText Scope = Of("Limited to", "限于", "限於");
    public static readonly LocalizedText Reason = Of("Reason", "原因", "原因");
    public static readonly LocalizedText Features = Of("Features", "功能", "功能");
    public static readonly LocalizedText On = Of("on", "已启用", "已啟用");
    public static readonly LocalizedText Off = Of("off", "已停用", "已停用");
    public static readonly LocalizedText Adds = Of("What it adds", "添加的内容", "新增的內容");
    public static readonly LocalizedText Owns = Of("What it has in the database", "数据库中的内容", "資料庫中的內容");
    public static readonly LocalizedText History = Of("What was done with it", "操作记录", "操作記錄");
    public static readonly LocalizedText Kind = Of("Kind", "类型", "類型");
    public static readonly LocalizedText Records = Of("Records", "记录数", "記錄數");
    public static readonly LocalizedText At = Of("When", "时间", "時間");
    public static readonly LocalizedText What = Of("What", "内容", "內容");
    public static readonly LocalizedText Calls = Of("Calls", "调用", "呼叫");
    public static readonly LocalizedText CallsSaid = Of("{0}, of which {1} failed, {2} of them by taking too long", "{0} 次，其中失败 {1} 次（超时 {2} 次）", "{0} 次，其中失敗 {1} 次（逾時 {2} 次）");
    public static readonly LocalizedText Suspended = Of("Suspended after failures", "因失败而暂停", "因失敗而暫停");
    public static readonly LocalizedText LastFault = Of("Last failure", "最近一次失败", "最近一次失敗");
    public static readonly LocalizedText Install = Of("Install", "安装", "安裝");
    public static readonly LocalizedText Upgrade = Of("Upgrade", "升级", "升級");
    public static readonly LocalizedText Look = Of("Look into it", "检查", "檢查");
    public static readonly LocalizedText Drop = Of("Drop it", "放弃", "放棄");
    public static readonly LocalizedText Package = Of("Package", "插件包", "外掛套件");
    public static readonly LocalizedText PackageHelp = Of("A file .crmpkg or .nupkg. It is looked into first; nothing of it runs before you agree.", ".crmpkg 或 .nupkg 文件。先进行检查，在您同意之前不会运行任何代码。", ".crmpkg 或 .nupkg 檔案。先進行檢查，在您同意之前不會執行任何程式碼。");
    public static readonly LocalizedText Verdict = Of("What the package would do", "插件包的作用", "套件的作用");
    public static readonly LocalizedText Installed = Of("Installed now", "当前版本", "目前版本");
    public static readonly LocalizedText IsThere = Of("This version runs already: there is nothing to do.", "该版本已在运行，无需操作。", "該版本已在執行，無需操作。");
    public static readonly LocalizedText Enable = Of("Enable", "启用", "啟用");
    public static readonly LocalizedText Disable = Of("Disable", "停用", "停用");
    public static readonly LocalizedText Reload = Of("Load anew", "重新加载", "重新載入");
    public static readonly LocalizedText Remove = Of("Uninstall, its data stay", "卸载（保留数据）", "解除安裝（保留資料）");
    public static readonly LocalizedText Consent = Of("I agree to all that it asks for", "我同意其全部请求", "我同意其全部請求");
    public static readonly LocalizedText Cascade = Of("With all that goes with it", "连同相关插件", "連同相關外掛");
    public static readonly LocalizedText RecordType = Of("Record type", "记录类型", "記錄類型");
    public static readonly LocalizedText Field = Of("Field", "字段", "欄位");
    public static readonly LocalizedText Pipeline = Of("Pipeline", "流程", "流程");
    public static readonly LocalizedText Role = Of("Role", "角色", "角色");
    public static readonly LocalizedText Report = Of("Report", "报表", "報表");
    public static readonly LocalizedText Metric = Of("Metric", "指标", "指標");
    public static readonly LocalizedText Page = Of("Page", "页面", "頁面");
    public static readonly LocalizedText Widget = Of("Widget", "部件", "元件");
    public static readonly LocalizedText Action = Of("Action", "操作", "操作");
    public static readonly LocalizedText Job = Of("Job", "任务", "工作");
    public static readonly LocalizedText Endpoint = Of("Endpoint", "接口", "介面");
    public static readonly LocalizedText Setting = Of("Setting", "设置", "設定");
    public static readonly LocalizedText Table = Of("Table", "数据表", "資料表");

    public static LocalizedText StateOf(PluginState state) => state switch
    {
        PluginState.Enabled => Of("enabled", "已启用", "已啟用"),
        PluginState.Disabled => Of("disabled", "已停用", "已停用"),
        PluginState.PendingConsent => Of("waits for consent", "等待同意", "等待同意"),
        PluginState.Failed => Of("failed", "失败", "失敗"),
        PluginState.Quarantined => Of("quarantined", "已隔离", "已隔離"),
        PluginState.Removed => Of("uninstalled", "已卸载", "已解除安裝"),
        PluginState.Superseded => Of("superseded", "已被取代", "已被取代"),
        _ => Of(EnumCode.Of(state), "准备中", "準備中"),
    };

    private static LocalizedText Of(string english, string simplified, string traditional) => new(english, simplified) { Others = new Dictionary<string, string> { ["zh-Hant"] = traditional } };
}
