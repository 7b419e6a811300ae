"""What exports of known products look like: native headers, a few rows, and what each column is.

The headers follow the products' own exports and code that reads them; the values are invented.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Export:
    """A file as a product writes it.

    Args:
        name: What it is.
        table: The table that it holds.
        content: The file.
        columns: Canonical column to header, all of them.
        helpers: Helper to header, all of them.
        tells: Headers that follow from the outcome.
        product: The name under which it is recognised; empty when it is read by the names of its columns alone.
    """

    name: str
    table: str
    content: str
    columns: dict[str, str]
    helpers: dict[str, str] = field(default_factory=dict)
    tells: tuple[str, ...] = ()
    product: str = ""


EXPORTS = [
    Export(
        "salesforce opportunity report",
        "deals",
        """Opportunity ID,Opportunity ID_2,Opportunity Owner,Account Name,Opportunity Name,Stage,Fiscal Period,Amount Currency,Amount,Expected Revenue Currency,Expected Revenue,Probability (%),Age,Close Date,Created Date,Next Step,Lead Source,Type
006A1,006A1,Ann Lee,Acme,Acme - 50 seats,Closed Won,Q1-2024,USD,12000,USD,12000,100,40,2/18/2024,1/9/2024,,Web,New Business
006A2,006A2,Bob Ray,Beta,Beta - pilot,Closed Lost,Q1-2024,USD,3000,USD,0,0,61,3/1/2024,1/2/2024,,Partner,New Business
006A3,006A3,Bob Ray,Beta,Beta - more,Negotiation/Review,Q2-2024,USD,9000,USD,8100,90,10,6/30/2024,3/20/2024,Call,Web,Existing Business
""",
        {
            "deal_id": "Opportunity ID",
            "account_name": "Account Name",
            "outcome": "Stage",
            "amount": "Amount",
            "created_date": "Created Date",
            "close_date": "Close Date",
            "deal_type": "Type",
            "source": "Lead Source",
            "owner": "Opportunity Owner",
        },
        {"currency": "Amount Currency"},
        ("Expected Revenue", "Probability (%)"),
        "Salesforce opportunity report",
    ),
    Export(
        "salesforce account report",
        "customers",
        """Account Owner,Account Name,Account ID,Billing State/Province,Billing Country,Type,Rating,Last Activity,Last Modified Date,Industry,Employees,Annual Revenue,Account Source,Website
Ann Lee,Acme,001A1,CA,United States,Customer - Direct,Hot,3/1/2024,3/2/2024,Banking,500,10000000,Web,acme.com
Bob Ray,Beta,001A2,,Germany,Customer - Channel,,2/1/2024,3/2/2024,Energy,80,2000000,Partner,beta.de
""",
        {
            "account_id": "Account ID",
            "name": "Account Name",
            "domain": "Website",
            "employees": "Employees",
            "annual_revenue": "Annual Revenue",
            "industry": "Industry",
            "country": "Billing Country",
            "source": "Account Source",
        },
        product="Salesforce account report",
    ),
    Export(
        "hubspot deals",
        "deals",
        """Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Amount in company currency,Currency,Pipeline,Create Date,Deal Type,Closed Lost Reason,Closed Won Reason,Is Closed Won,Is Deal Closed?,Deal probability,Weighted amount,Forecast amount,Days to close,Last Activity Date,Original Source Type,Associated Company IDs,Associated Company
901,Acme - seats,closedwon,2024-02-18 10:11,Ann,1000,920,USD,Sales Pipeline,2024-01-09 09:00,newbusiness,,fit,true,true,1.0,1000,1000,40,2024-02-17 12:00,Organic Search,501;502,Acme;Acme Ltd
902,Beta - seats,closedlost,2024-03-01 08:00,Bob,500,500,EUR,Sales Pipeline,2024-01-10 09:00,newbusiness,Price,,false,true,0.0,0,0,50,2024-02-20 12:00,Direct Traffic,503,Beta
903,Beta - more,contractsent,2024-09-30 08:00,Bob,700,700,EUR,Sales Pipeline,2024-03-10 09:00,existingbusiness,,,false,false,0.9,630,630,,2024-03-20 12:00,Direct Traffic,503,Beta
""",
        {
            "deal_id": "Record ID",
            "account_id": "Associated Company IDs",
            "account_name": "Associated Company",
            "outcome": "Deal Stage",
            "amount": "Amount in company currency",
            "created_date": "Create Date",
            "close_date": "Close Date",
            "deal_type": "Deal Type",
            "loss_reason": "Closed Lost Reason",
            "last_activity": "Last Activity Date",
            "source": "Original Source Type",
            "owner": "Deal owner",
        },
        {"is_closed": "Is Deal Closed?", "is_won": "Is Closed Won"},
        ("Closed Won Reason", "Deal probability", "Weighted amount", "Forecast amount", "Days to close"),
        "HubSpot deal export",
    ),
    Export(
        "hubspot companies",
        "customers",
        """Record ID,Company name,Company owner,Create Date,Phone Number,Last Activity Date,City,State/Region,Country/Region,Industry,Company Domain Name,Number of Employees,Annual Revenue,Lifecycle Stage,Original Source Type,Became a Customer Date,Close Date,Web Technologies,Type
501,Acme,Ann,2023-01-02 10:00,1,2024-01-01 10:00,Berlin,BE,Germany,COMPUTER_SOFTWARE,acme.com,51-200,5000000,Customer,Organic Search,2023-05-02 10:00,2023-05-02 10:00,Salesforce;Slack,Customer
503,Beta,Bob,2023-02-02 10:00,2,2024-01-03 10:00,Paris,,France,BANKING,beta.fr,11-50,800000,Customer,Direct Traffic,2023-06-02 10:00,2023-06-02 10:00,Segment,Customer
""",
        {
            "account_id": "Record ID",
            "name": "Company name",
            "domain": "Company Domain Name",
            "employees": "Number of Employees",
            "annual_revenue": "Annual Revenue",
            "industry": "Industry",
            "country": "Country/Region",
            "technologies": "Web Technologies",
            "source": "Original Source Type",
            "start_date": "Became a Customer Date",
        },
        product="HubSpot company export",
    ),
    Export(
        "hubspot contacts",
        "customers",
        """Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company IDs,Associated Company,Last Activity Date,Lead Status,Create Date,Lifecycle Stage,Became a Customer Date
1,Ann,Lee,ann@acme.com,1,Bob,501,Acme,2024-01-01 10:00,NEW,2023-01-01 10:00,Customer,2023-05-02 10:00
2,Max,Ray,max@acme.com,2,Bob,501,Acme,2024-01-02 10:00,NEW,2023-01-03 10:00,Customer,2023-05-02 10:00
3,Eva,Ode,eva@beta.fr,3,Bob,503,Beta,2024-01-02 10:00,NEW,2023-01-03 10:00,Customer,2023-06-02 10:00
""",
        {"account_id": "Associated Company IDs", "name": "Associated Company", "start_date": "Became a Customer Date"},
        product="HubSpot contact export",
    ),
    Export(
        "pipedrive deals",
        "deals",
        """Deal - ID,Deal - Title,Deal - Owner,Deal - Value,Deal - Currency of Value,Deal - Weighted value,Deal - Currency of Weighted value,Deal - Probability,Deal - Organization,Deal - Organization ID,Deal - Pipeline,Deal - Contact person,Deal - Stage,Deal - Label,Deal - Status,Deal - Deal created,Deal - Update time,Deal - Last stage change,Deal - Next activity date,Deal - Last activity date,Deal - Won time,Deal - Lost time,Deal - Deal closed on,Deal - Lost reason,Deal - Expected close date,Deal - Source channel
1,Acme deal,Ann,1000,EUR,1000,EUR,,Acme,11,Pipeline,Al,Negotiations Started,,Won,2024-01-02 10:00:00,2024-02-01 10:00:00,2024-02-01 10:00:00,,2024-01-30,2024-02-01 10:00:00,,2024-02-01 10:00:00,,2024-02-15,Web form
2,Beta deal,Bob,500,EUR,500,EUR,,Beta,12,Pipeline,Bo,Qualified,,Lost,2024-01-03 10:00:00,2024-03-01 10:00:00,2024-02-01 10:00:00,,2024-02-28,,2024-03-01 10:00:00,2024-03-01 10:00:00,price,2024-03-15,Ads
3,Gamma deal,Bob,700,EUR,350,EUR,50,Gamma,13,Pipeline,Bo,Qualified,,Open,2024-02-03 10:00:00,2024-03-01 10:00:00,2024-02-01 10:00:00,2024-04-01,2024-02-28,,,,,2024-06-15,Ads
""",
        {
            "deal_id": "Deal - ID",
            "account_id": "Deal - Organization ID",
            "account_name": "Deal - Organization",
            "outcome": "Deal - Status",
            "amount": "Deal - Value",
            "created_date": "Deal - Deal created",
            "close_date": "Deal - Deal closed on",
            "loss_reason": "Deal - Lost reason",
            "last_activity": "Deal - Last activity date",
            "source": "Deal - Source channel",
            "owner": "Deal - Owner",
        },
        {
            "currency": "Deal - Currency of Value",
            "lost_date": "Deal - Lost time",
            "won_date": "Deal - Won time",
        },
        (
            "Deal - Weighted value",
            "Deal - Currency of Weighted value",
            "Deal - Probability",
            "Deal - Stage",
            "Deal - Last stage change",
        ),
        "Pipedrive deal export",
    ),
    Export(
        "pipedrive organizations",
        "customers",
        """Organization - ID,Organization - Name,Organization - Label,Organization - Address,Organization - Country of Address,Organization - People,Organization - Open deals,Organization - Won deals,Organization - Lost deals,Organization - Owner,Organization - Organization created,Organization - Industry,Organization - Annual revenue,Organization - Number of employees,Organization - Website
11,Acme,Customer,Main St,Germany,3,1,2,0,Ann,2023-01-02 10:00:00,IT,100000,51,https://acme.com
12,Beta,Customer,Rue 1,France,1,0,1,1,Bob,2023-01-03 10:00:00,Retail,200000,12,https://beta.fr
""",
        {
            "account_id": "Organization - ID",
            "name": "Organization - Name",
            "domain": "Organization - Website",
            "employees": "Organization - Number of employees",
            "annual_revenue": "Organization - Annual revenue",
            "industry": "Organization - Industry",
            "country": "Organization - Country of Address",
        },
        tells=("Organization - Won deals", "Organization - Lost deals"),
        product="Pipedrive organization export",
    ),
    Export(
        "zoho deals",
        "deals",
        """Record Id,Deal Owner.id,Deal Owner,Amount,Deal Name,Closing Date,Account Name.id,Account Name,Stage,Type,Probability (%),Expected Revenue,Next Step,Lead Source,Campaign Source,Contact Name.id,Contact Name,Created By,Created Time,Modified Time,Last Activity Time,Sales Cycle Duration,Overall Sales Duration,Currency,Exchange Rate,Reason For Loss
zcrm_1,zcrm_u1,Ann,1000,Acme seats,2024-02-18,zcrm_a1,Acme,Closed Won,New Business,100,1000,,Web,,zcrm_c1,Al,Ann,2024-01-02 10:00:00,2024-02-18 10:00:00,2024-02-17 10:00:00,47,47,EUR,1,
zcrm_2,zcrm_u2,Bob,500,Beta seats,2024-03-01,zcrm_a2,Beta,Closed Lost,New Business,0,0,,Partner,,zcrm_c2,Bo,Bob,2024-01-03 10:00:00,2024-03-01 10:00:00,2024-02-20 10:00:00,58,58,EUR,1,Price
""",
        {
            "deal_id": "Record Id",
            "account_id": "Account Name.id",
            "account_name": "Account Name",
            "outcome": "Stage",
            "amount": "Amount",
            "created_date": "Created Time",
            "close_date": "Closing Date",
            "deal_type": "Type",
            "loss_reason": "Reason For Loss",
            "last_activity": "Last Activity Time",
            "source": "Lead Source",
            "owner": "Deal Owner",
        },
        {"currency": "Currency"},
        ("Probability (%)", "Expected Revenue", "Sales Cycle Duration", "Overall Sales Duration"),
        "Zoho CRM deal export",
    ),
    Export(
        "zoho accounts",
        "customers",
        """Record Id,Account Owner.id,Account Owner,Rating,Account Name,Phone,Parent Account.id,Parent Account,Website,Account Number,Account Type,Ownership,Industry,Employees,Annual Revenue,SIC Code,Created By.id,Created By,Created Time,Billing City,Billing Country
zcrm_a1,zcrm_u1,Ann,,Acme,1,,,acme.com,7,Customer,Private,Software,120,5000000,7372,zcrm_u1,Ann,2023-01-02 10:00:00,Berlin,Germany
zcrm_a2,zcrm_u2,Bob,,Beta,2,,,beta.fr,8,Customer,Public,Retail,80,900000,5311,zcrm_u2,Bob,2023-02-02 10:00:00,Paris,France
""",
        {
            "account_id": "Record Id",
            "name": "Account Name",
            "domain": "Website",
            "employees": "Employees",
            "annual_revenue": "Annual Revenue",
            "industry": "Industry",
            "country": "Billing Country",
        },
        product="Zoho CRM account export",
    ),
    Export(
        "stripe subscriptions",
        "revenue",
        """id,Customer ID,Customer Description,Customer Email,Plan,Product,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start (UTC),Current Period Start (UTC),Current Period End (UTC),Trial Start (UTC),Trial End (UTC),Application Fee Percent,Coupon,Tax Percent,Canceled At (UTC),Ended At (UTC),Customer Name
sub_1,cus_1,Acme,a@acme.com,price_1,prod_1,3,eur,month,50.00,active,2023-12-20 10:00,2024-01-02 10:00,2024-06-02 10:00,2024-07-02 10:00,,,,,,,,Acme
sub_2,cus_2,Beta,b@beta.fr,price_2,prod_1,1,eur,year,1200.00,canceled,2024-01-05 10:00,2024-01-05 10:00,2024-01-05 10:00,2025-01-05 10:00,,,,,,2024-03-01 10:00,2024-05-05 10:00,Beta
""",
        {"account_id": "Customer ID", "mrr": "Amount", "start_date": "Start (UTC)", "end_date": "Ended At (UTC)"},
        {"currency": "Currency", "interval": "Interval", "quantity": "Quantity", "state": "Status"},
        product="Stripe subscription export",
    ),
    Export(
        "stripe invoices",
        "revenue",
        """id,Amount Due,Amount Paid,Billing,Closed,Currency,Customer,Customer Name,Date (UTC),Due Date (UTC),Number,Paid,Subscription,Subtotal,Total Discount Amount,Applied Coupons,Tax,Tax Percent,Total,Status,Finalized At (UTC),Paid At (UTC),Minimum Line Item Period Start (UTC),Maximum Line Item Period End (UTC),Period Start (UTC),Period End (UTC)
in_1,119.00,119.00,charge_automatically,TRUE,eur,cus_1,Acme,2024-01-02 10:00,,A-1,TRUE,sub_1,100.00,0,,19.00,19,119.00,paid,2024-01-02 10:00,2024-01-02 10:00,2024-01-02 10:00,2024-02-02 10:00,2023-12-02 10:00,2024-01-02 10:00
in_2,1428.00,1428.00,charge_automatically,TRUE,eur,cus_2,Beta,2024-01-05 10:00,,B-1,TRUE,sub_2,1200.00,0,,228.00,19,1428.00,paid,2024-01-05 10:00,2024-01-05 10:00,2024-01-05 10:00,2025-01-05 10:00,2024-01-05 10:00,2024-01-05 10:00
""",
        {
            "account_id": "Customer",
            "month": "Date (UTC)",
            "mrr": "Total",
            "start_date": "Minimum Line Item Period Start (UTC)",
            "end_date": "Maximum Line Item Period End (UTC)",
        },
        {"currency": "Currency", "state": "Status", "subscription": "Subscription", "tax": "Tax"},
        product="Stripe invoice export",
    ),
    Export(
        "stripe payments",
        "revenue",
        """id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,Converted Amount Refunded,Fee,Tax,Converted Currency,Mode,Status,Statement Descriptor,Customer ID,Customer Description,Customer Email,Captured,Card ID,Invoice ID
ch_1,Invoice A-1,Payment complete.,2024-01-02 10:00,119.00,0.00,usd,110.00,0.00,3.00,0.00,eur,Live,Paid,X,cus_1,Acme,a@acme.com,true,card_1,in_1
ch_2,Invoice A-2,Payment complete.,2024-02-02 10:00,119.00,19.00,usd,110.00,17.00,3.00,0.00,eur,Live,Paid,X,cus_1,Acme,a@acme.com,true,card_1,in_3
ch_3,Invoice A-3,Declined,2024-03-02 10:00,119.00,0.00,usd,110.00,0.00,0.00,0.00,eur,Live,Failed,X,cus_1,Acme,a@acme.com,false,card_1,in_4
""",
        {"account_id": "Customer ID", "month": "Created (UTC)", "mrr": "Converted Amount"},
        {"currency": "Converted Currency", "refunded": "Converted Amount Refunded", "state": "Status"},
        product="Stripe payment export",
    ),
    Export(
        "stripe customers",
        "customers",
        """id,Description,Email,Name,Created (UTC),Delinquent,Card ID,Card Last4,Card Brand,Card Issue Country,Currency,Total Spend,Payment Count,Refunded Volume,Plan,Status
cus_1,Acme,a@acme.com,Acme,2024-01-02 10:00,false,card_1,4242,Visa,US,eur,238.00,2,0,price_1,active
cus_2,Beta,b@beta.fr,Beta,2024-01-05 10:00,false,card_2,4242,Visa,FR,eur,1428.00,1,0,price_2,canceled
""",
        {
            "account_id": "id",
            "name": "Name",
            "country": "Card Issue Country",
            "start_date": "Created (UTC)",
            "churned": "Status",
            "lifetime_value": "Total Spend",
        },
        {"currency": "Currency"},
        product="Stripe customer export",
    ),
    Export(
        "chartmogul customers",
        "customers",
        """Company,Name,Email,External ID,UUID,Status,Lead created at,Trial started at,Customer since,Subscriber since,MRR,MRR (if cancelled uses MRR before churn),ARR,Plan,Billing cycle,Country,City,Currency
Acme,Al,a@acme.com,cus_1,cus_u1,Active,2023-11-01,,2024-01-02,2024-01-02,150,150,1800,Pro,monthly,US,Boston,EUR
Beta,Bo,b@beta.fr,cus_2,cus_u2,Cancelled,2023-11-05,,2024-01-05,2024-01-05,0,100,0,Pro,yearly,FR,Paris,EUR
Gama,Gi,g@gama.it,cus_3,cus_u3,Past Due,2023-11-05,,2024-01-05,2024-01-05,70,70,840,Pro,yearly,IT,Rome,EUR
""",
        {
            "account_id": "External ID",
            "name": "Company",
            "country": "Country",
            "start_date": "Subscriber since",
            "churned": "Status",
            "current_mrr": "MRR (if cancelled uses MRR before churn)",
        },
        {"currency": "Currency"},
        product="ChartMogul customer export",
    ),
    Export(
        "baremetrics template",
        "revenue",
        """plan_oid,plan_name,plan_currency,plan_amount,plan_interval,plan_interval_count,customer_oid,customer_name,customer_email,subscription_oid,subscription_started_at,subscription_canceled_at,subscription_quantity
plan_1,Basic,USD,5000,month,1,customer_1,Acme,a@acme.com,subscription_1,2024-01-31,2024-05-04,2
plan_2,Pro,USD,120000,year,1,customer_2,Beta,b@beta.fr,subscription_2,2024-01-31,,1
""",
        {
            "account_id": "customer_oid",
            "mrr": "plan_amount",
            "start_date": "subscription_started_at",
            "end_date": "subscription_canceled_at",
        },
        {
            "currency": "plan_currency",
            "interval": "plan_interval",
            "interval_count": "plan_interval_count",
            "quantity": "subscription_quantity",
            "subscription": "subscription_oid",
        },
        product="Baremetrics subscription template",
    ),
    Export(
        "baremetrics customers",
        "customers",
        """customer_oid,name,email,created,customer_since,is_active,is_canceled,current_mrr,ltv,canceled_at,plan
customer_1,Acme,a@acme.com,2023-12-01,2024-01-31,true,false,100,1200,,Basic
customer_2,Beta,b@beta.fr,2023-12-05,2024-01-31,false,true,0,1200,2024-06-01,Pro
""",
        {
            "account_id": "customer_oid",
            "name": "name",
            "start_date": "customer_since",
            "churn_date": "canceled_at",
            "churned": "is_canceled",
            "current_mrr": "current_mrr",
            "lifetime_value": "ltv",
        },
        product="Baremetrics customer export",
    ),
    Export(
        "intercom companies",
        "customers",
        """Company name,Company ID,Company created at,Company last seen,Company web sessions,Plan,Monthly Spend,Users,Company size,Company industry,Company website,Tag
Acme,c1,1704189600,1709287200,40,Pro,150,12,120,Software,acme.com,vip
Beta,c2,1704448800,1709287200,11,Basic,50,3,40,Retail,beta.fr,
""",
        {
            "account_id": "Company ID",
            "name": "Company name",
            "domain": "Company website",
            "employees": "Company size",
            "industry": "Company industry",
            "start_date": "Company created at",
            "current_mrr": "Monthly Spend",
        },
        product="Intercom company export",
    ),
    Export(
        "chargebee subscriptions",
        "revenue",
        """Subscription Id,Customer Id,Customer Company,Plan Id,Plan Quantity,Billing Period,Billing Period Unit,Status,Currency Code,Created At,Started At,Activated At,Current Term Start,Current Term End,Cancelled At,MRR
s1,c1,Acme,pro,1,1,month,active,EUR,2023-12-30,2024-01-02,2024-01-02,2024-06-02,2024-07-02,,150
s2,c2,Beta,pro,1,1,year,cancelled,EUR,2023-12-30,2024-01-05,2024-01-05,2024-01-05,2025-01-05,2024-05-05,100
""",
        {"account_id": "Customer Id", "mrr": "MRR", "start_date": "Started At", "end_date": "Cancelled At"},
        {
            "currency": "Currency Code",
            "interval": "Billing Period Unit",
            "interval_count": "Billing Period",
            "state": "Status",
            "quantity": "Plan Quantity",
        },
        product="Chargebee subscription export",
    ),
    Export(
        "recurly subscriptions",
        "revenue",
        """subscription_id,account_code,account_company,plan_code,plan_name,state,quantity,unit_amount,currency,plan_interval_length,plan_interval_unit,created_at,activated_at,current_period_started_at,current_period_ends_at,canceled_at,expires_at
r1,a1,Acme,pro,Pro,active,2,50,EUR,1,months,2024-01-01,2024-01-02,2024-06-02,2024-07-02,,
r2,a2,Beta,pro,Pro,expired,1,1200,EUR,12,months,2024-01-04,2024-01-05,2024-01-05,2025-01-05,2024-03-01,2024-05-05
""",
        {"account_id": "account_code", "mrr": "unit_amount", "start_date": "activated_at", "end_date": "expires_at"},
        {
            "currency": "currency",
            "interval": "plan_interval_unit",
            "interval_count": "plan_interval_length",
            "quantity": "quantity",
            "state": "state",
            "subscription": "subscription_id",
        },
        product="Recurly subscription export",
    ),
    Export(
        "delighted survey",
        "feedback",
        """Response ID,Survey Type,Person ID,Person Name,Person Email,Score,Comment,Permalink,Submitted At,Company ID
1,nps,11,Al,a@acme.com,9,Good,https://x,2024-02-01 10:00:00 UTC,c1
2,nps,12,Bo,b@beta.fr,4,,https://y,2024-02-03 10:00:00 UTC,c2
""",
        {"account_id": "Company ID", "date": "Submitted At", "nps": "Score"},
        product="Delighted survey export",
    ),
    Export(
        "google ads",
        "spend",
        """Month,Campaign,Campaign type,Currency code,Impr.,Clicks,Cost,Conversions
2024-01-01,Brand,Search,EUR,1000,50,500.10,3.00
2024-02-01,Brand,Search,EUR,1100,55,530.20,4.00
""",
        {"month": "Month", "channel": "Campaign type", "amount": "Cost", "leads": "Conversions"},
        {"currency": "Currency code"},
        product="Google Ads report",
    ),
    Export(
        "linkedin ads",
        "spend",
        """Start Date (in UTC),Account Name,Currency,Campaign Group Name,Campaign Name,Campaign Start Date,Total Spent,Impressions,Clicks,Leads
1/15/2024,We,EUR,Demand,EMEA,1/1/2024,310.5,900,30,2
2/15/2024,We,EUR,Demand,EMEA,1/1/2024,330.5,950,31,3
""",
        {
            "month": "Start Date (in UTC)",
            "channel": "Campaign Group Name",
            "amount": "Total Spent",
            "leads": "Leads",
        },
        {"currency": "Currency"},
        product="LinkedIn Ads report",
    ),
    Export(
        "czech deals",
        "deals",
        """Obchod - ID,Obchod - Název,Obchod - Vlastník,Organizace - Název,Obchod - Hodnota,Obchod - Měna hodnoty,Obchod - Fáze,Obchod - Stav,Obchod - Obchod vytvořen,Obchod - Datum uzavření,Obchod - Důvod prohry
1,Acme obchod,Eva,Acme,100000,CZK,Nabídka,Won,2024-01-02,2024-02-01,
2,Beta obchod,Jan,Beta,50000,CZK,Kontakt,Lost,2024-01-03,2024-03-01,cena
""",
        {
            "account_name": "Organizace - Název",
            "outcome": "Obchod - Stav",
            "amount": "Obchod - Hodnota",
            "created_date": "Obchod - Obchod vytvořen",
            "close_date": "Obchod - Datum uzavření",
            "loss_reason": "Obchod - Důvod prohry",
            "deal_id": "Obchod - ID",
            "owner": "Obchod - Vlastník",
        },
        {"currency": "Obchod - Měna hodnoty"},
        ("Obchod - Fáze",),
    ),
    Export(
        "german customers",
        "customers",
        """Kundennummer;Firma;Branche;Anzahl Mitarbeiter;Land;Kunde seit;Kündigungsdatum;Jahresumsatz
00017;Acme GmbH;Software;120;Deutschland;02.01.2023;;5000000
00018;Beta AG;Handel;40;Schweiz;14.03.2023;31.12.2024;900000
""",
        {
            "account_id": "Kundennummer",
            "name": "Firma",
            "employees": "Anzahl Mitarbeiter",
            "annual_revenue": "Jahresumsatz",
            "industry": "Branche",
            "country": "Land",
            "start_date": "Kunde seit",
            "churn_date": "Kündigungsdatum",
        },
    ),
    Export(
        "french deals",
        "deals",
        """ID de la transaction,Nom de la transaction,Étape de la transaction,Montant,Date de création,Date de fermeture,Propriétaire de la transaction,Nom de l'entreprise,Raison de la perte
1,Acme,Won,1000,02/01/2024,15/02/2024,Anne,Acme,
2,Beta,Lost,500,03/01/2024,16/03/2024,Bruno,Beta,prix
""",
        {
            "deal_id": "ID de la transaction",
            "account_name": "Nom de l'entreprise",
            "outcome": "Étape de la transaction",
            "amount": "Montant",
            "created_date": "Date de création",
            "close_date": "Date de fermeture",
            "loss_reason": "Raison de la perte",
            "owner": "Propriétaire de la transaction",
        },
    ),
    Export(
        "portuguese deals",
        "deals",
        """Negócio - ID,Negócio - Valor,Negócio - Status,Negócio - Etapa,Negócio - Proprietário,Organização - Nome,Negócio - Negócio criado em,Negócio - Fechado em,Negócio - Motivo da perda
1,1000,Won,Proposta,Ana,Acme,2024-01-02,2024-02-01,
2,500,Lost,Contato,Rui,Beta,2024-01-03,2024-03-01,preço
""",
        {
            "deal_id": "Negócio - ID",
            "account_name": "Organização - Nome",
            "outcome": "Negócio - Status",
            "amount": "Negócio - Valor",
            "created_date": "Negócio - Negócio criado em",
            "close_date": "Negócio - Fechado em",
            "loss_reason": "Negócio - Motivo da perda",
            "owner": "Negócio - Proprietário",
        },
        tells=("Negócio - Etapa",),
    ),
    Export(
        "spanish customers",
        "customers",
        """ID de cliente,Nombre de la empresa,Sector,Número de empleados,País,Fecha de alta,Fecha de baja
c1,Acme,Software,120,España,2023-01-02,
c2,Beta,Comercio,40,México,2023-03-14,2024-12-31
""",
        {
            "account_id": "ID de cliente",
            "name": "Nombre de la empresa",
            "industry": "Sector",
            "employees": "Número de empleados",
            "country": "País",
            "start_date": "Fecha de alta",
            "churn_date": "Fecha de baja",
        },
    ),
]
