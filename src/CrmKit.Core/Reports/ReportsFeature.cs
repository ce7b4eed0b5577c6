using CrmKit.Plugins;

namespace CrmKit.Reports;

/// <summary>The reports of core. What they mean stands in docs/reference/metrics.md.</summary>
internal sealed class ReportsFeature : CrmPlugin
{
    private static readonly string[] SalesDimensions = [Dimension.Total, Dimension.Owner, Dimension.Team, Dimension.Product, Dimension.Source, Dimension.Region, Dimension.Quarter];

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .AddReport<BusinessReport>(new ReportDefinition { Key = "business", Label = new("Business at a glance", "经营概览") })
        .AddReport<FunnelReport>(new ReportDefinition { Key = "funnel", Label = new("Funnel", "销售漏斗") })
        .AddReport<FunnelAdvice>(new ReportDefinition { Key = "funnel-advice", Label = new("Where the funnel leaks", "漏斗流失分析") })
        .AddReport<ForecastReport>(new ReportDefinition { Key = "forecast", Label = new("Expected by month", "按月预计成交") })
        .AddReport<StagesReport>(new ReportDefinition { Key = "stages", Label = new("Stages now", "各阶段现状") })
        .AddReport<WinRateReport>(new ReportDefinition { Key = "winrate", Label = new("Win rate", "赢单率"), Dimensions = SalesDimensions })
        .AddReport<SourcesReport>(new ReportDefinition { Key = "sources", Label = new("Return on sources", "来源回报"), Dimensions = [Dimension.Source, Dimension.Campaign] })
        .AddReport<LossesReport>(new ReportDefinition { Key = "losses", Label = new("Lost deals", "丢单复盘"), Dimensions = [LossesReport.Reason, LossesReport.Stage, LossesReport.Competitor, LossesReport.Deal, .. SalesDimensions.Where(d => d != Dimension.Total)] })
        .AddReport<ProductsReport>(new ReportDefinition { Key = "products", Label = new("What sells best", "畅销产品"), Dimensions = [Dimension.Product, ProductsReport.Family, Dimension.Owner, Dimension.Team] })
        .AddReport<ArrearsReport>(new ReportDefinition { Key = "arrears", Label = new("Arrears", "欠款"), Dimensions = [ArrearsReport.Order, Dimension.Account, Dimension.Owner, Dimension.Team] })
        .AddReport<CycleReport>(new ReportDefinition { Key = "cycle", Label = new("Sales cycle", "销售周期"), Dimensions = SalesDimensions })
        .AddReport<AgeingReport>(new ReportDefinition { Key = "ageing", Label = new("Ageing", "滞留") })
        .AddReport<TargetsReport>(new ReportDefinition { Key = "targets", Label = new("Targets", "销售目标") })
        .AddReport<ActivityReport>(new ReportDefinition { Key = "activity", Label = new("Activity", "活动量"), Dimensions = [Dimension.Owner, Dimension.Team, Dimension.Total] })
        .AddReport<OperationsReport>(new ReportDefinition { Key = "operations", Label = new("How the work goes", "运营指标"), Dimensions = [Dimension.Owner, Dimension.Team, Dimension.Total] })
        .AddReport<RegionsReport>(new ReportDefinition { Key = "regions", Label = new("Regions", "地区分布") })
        .AddReport<SumsReport>(new ReportDefinition { Key = "sums", Label = new("Sums", "合计") })
        .AddReport<CohortReport>(new ReportDefinition { Key = "cohorts", Label = new("Repeat customers and cohorts", "复购与同期群"), Dimensions = [CohortReport.Cohort, Dimension.Total] })
        .AddReport<LifecycleReport>(new ReportDefinition { Key = "lifecycle", Label = new("Customer lifecycle", "客户生命周期"), Dimensions = [Dimension.Total, Dimension.Account] })
        .AddReport<TraitsReport>(new ReportDefinition { Key = "traits", Label = new("What the best customers have in common", "优质客户的共同特征") })
        .AddReport<ChannelsReport>(new ReportDefinition { Key = "channels", Label = new("How channels reach people", "渠道触达效果") })
        .AddReport<AnswersReport>(new ReportDefinition { Key = "answers", Label = new("Answers to surveys", "问卷结果") })
        .AddReport<ArticlesReport>(new ReportDefinition { Key = "articles", Label = new("Which articles help", "文章效果") })
        .AddReport<SatisfactionReport>(new ReportDefinition { Key = "satisfaction", Label = new("Satisfaction with service", "服务满意度"), Dimensions = [Dimension.Total, Dimension.Owner, Dimension.Team, CaseFigures.Category, CaseFigures.Month] })
        .AddReport<CaseTopicsReport>(new ReportDefinition { Key = "case-topics", Label = new("What customers complain about", "投诉主题"), Dimensions = [CaseFigures.Category, CaseFigures.Month] })
        .AddReport<FirstResponseReport>(new ReportDefinition { Key = "first-response", Label = new("Slow answers", "响应速度"), Dimensions = [Dimension.Total, Dimension.Owner, Dimension.Team, CaseFigures.Category, CaseFigures.Priority] })
        .AddReport<FieldUsageReport>(new ReportDefinition { Key = "field-usage", Label = new("Use of fields", "字段使用情况") })
        .AddReport<DataDecayReport>(new ReportDefinition { Key = "data-decay", Label = new("Data to check again", "待复核数据") });
}
